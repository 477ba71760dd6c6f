import Jobs
import Loopback
import TestSupport
import Testing

@testable import GitHub

@Suite(.timeLimit(.minutes(1)))
struct PageReaderTests {
    private let storage = MemoryStorage()
    private let github = LoopbackGitHub(repositories: [.sample(issues: 250, contributors: 0)])

    private func read(
        _ client: GitHubClient, since: Timestamp = .distantFuture, _ meter: RequestMeter = RequestMeter()
    ) async throws -> Listing<ListedIssue> {
        try await GitHubClient.all(client.issues(of: .helloWorld, for: Reading(since: since, meter: meter)))
    }

    @Test func `an unchanged list is asked for by its versions, and costs nothing of a token's budget`() async throws {
        try await withGitHub(github, storage: storage) { client async throws in
            let cold = try await read(client)
            let points = github.pointsSpent
            let meter = RequestMeter()
            #expect(try await read(client, meter) == cold)
            #expect(points == 3 && github.pointsSpent == 3)
            #expect(meter.count == 3)
            #expect(github.log.exchanges.map(\.status) == [200, 200, 200, 304, 304, 304])
        }
    }

    @Test func `without a token an unchanged page costs as much as any other`() async throws {
        try await withGitHub(github, token: nil, storage: storage) { client async throws in
            _ = try await read(client)
            #expect(try await read(client).items.count == 250)
        }
        #expect(github.log.answersByStatus == [200: 3, 304: 3])
        #expect(github.pointsSpent == 6)
    }

    @Test func `what was read since the collection began is not asked for again`() async throws {
        let start = Timestamp.now()
        try await withGitHub(github, storage: storage) { client async throws in
            github.faults.add(.status(500), times: 1) { $0.target.hasSuffix("page=3") }
            await #expect(throws: GitHubError.self) { try await read(client, since: start) }
            #expect(try await read(client, since: start).items.count == 250)
        }
        let pages = github.log.exchanges.map { $0.target.suffix(6) }
        #expect(pages == ["ge=100", "page=2", "page=3", "page=3"])
    }

    @Test func `a page that GitHub confirmed counts as read`() async throws {
        try await withGitHub(github, storage: storage) { client async throws in
            _ = try await read(client)
            let start = Timestamp.now()
            _ = try await read(client, since: start + 60_000)
            #expect(storage.pages.values.allSatisfy { $0.confirmedAt >= start })
            _ = try await read(client, since: start)
        }
        #expect(github.log.answersByStatus == [200: 3, 304: 3])
    }

    @Test func `a changed page takes the place of the one that was kept`() async throws {
        try await withGitHub(github, storage: storage) { client async throws in
            _ = try await read(client)
            github.put(.sample(issues: 30, contributors: 0))
            #expect(try await read(client).items.count == 30)
            #expect(try await read(client).items.count == 30)
        }
        #expect(github.log.exchanges.suffix(2).map(\.status) == [200, 304])
    }

    @Test func `what one may see is not shown to another`() async throws {
        for token in ["one", "two", nil] {
            try await withGitHub(github, token: token, storage: storage) { client async throws in
                _ = try await read(client, since: .distantPast)
            }
        }
        #expect(github.log.answersByStatus == [200: 9])
        #expect(Set(storage.pages.keys.map(\.reader)).count == 3)
    }

    @Test func `a page that cannot be read any more is asked for in full`() async throws {
        try await withGitHub(github, storage: storage) { client async throws in
            _ = try await read(client)
            for (key, page) in storage.pages {
                let broken = CachedPage(etag: page.etag, body: "{", confirmedAt: page.confirmedAt)
                try await storage.keepPage(broken, as: key, maxBytes: .max)
            }
            #expect(try await read(client, since: .distantPast).items.count == 250)
        }
        #expect(github.log.answersByStatus == [200: 6])
    }

    @Test func `a cache that fails costs requests and no answers`() async throws {
        let lines = LogLines()
        storage.fails = true
        try await withGitHub(github, storage: storage, logger: lines.logger) { client async throws in
            #expect(try await read(client).items.count == 250)
            #expect(try await read(client).items.count == 250)
        }
        #expect(github.log.answersByStatus == [200: 6])
        #expect(lines.text.contains("the page cache does not keep"))
    }

    @Test func `a 304 that nobody asked for is no answer`() async throws {
        github.faults.add(.status(304))
        await #expect(throws: GitHubError.status(304, message: "")) {
            try await withGitHub(github, storage: storage) { try await read($0) }
        }
    }

    @Test func `a list that grows behind a full last page is read to its end`() async throws {
        github.put(.sample(issues: 200, contributors: 0))
        try await withGitHub(github, storage: storage) { client async throws in
            #expect(try await read(client).items.count == 200)
            // The third is empty, and costs nothing from now on.
            #expect(try await read(client).items.count == 200)
            #expect(github.log.exchanges.map(\.status) == [200, 200, 200, 304, 304, 304])
            let grown = GitHubRepository.sample(issues: 200, contributors: 0)
            let old = GitHubRepository.Issue(number: 0, title: "reopened", author: nil)
            github.put(
                GitHubRepository(
                    id: grown.id, owner: grown.owner, name: grown.name, issues: grown.issues + [old]
                )
            )
            let issues = try await read(client)
            #expect(issues.items.count == 201 && issues.isComplete)
        }
    }

    @Test func `what another clock has confirmed in the future is asked for`() async throws {
        let clock = ManualClock(.now() + .seconds(365 * 86_400))
        let now: WallClock = { clock.now }
        try await withGitHub(github, storage: storage, now: now) { client async throws in
            _ = try await read(client)
            clock.advance(by: .seconds(-365 * 86_400))
            _ = try await read(client, since: clock.now)
            #expect(github.log.answersByStatus == [200: 3, 304: 3])
        }
    }

    @Test func `a renamed repository is known by its number also where its pages are unchanged`() async throws {
        var renamed = GitHubRepository.sample(issues: 3, contributors: 0)
        renamed.formerNames = ["octocat/old"]
        github.put(renamed)
        let old = try RepositoryName(username: "octocat", repository: "old")
        try await withGitHub(github, storage: storage) { client async throws in
            for _ in 0..<2 {
                #expect(try await client.issues(of: old, meter: RequestMeter()).repositoryID == Int64(renamed.id))
            }
        }
        #expect(github.log.exchanges.map(\.status) == [301, 200, 301, 304])
    }

    @Test(arguments: [502, 504])
    func `a page that takes GitHub too long is asked for in smaller ones`(status: Int) async throws {
        github.faults.add(.status(status)) { $0.target.hasSuffix("per_page=100&page=2") }
        github.faults.add(.status(status)) { $0.target.hasSuffix("per_page=50&page=3") }
        let issues = try await withGitHub(github, storage: storage) { try await read($0) }
        #expect(issues.items.map(\.number) == (1...250).reversed())
        #expect(issues.isComplete)
        // And in the largest again, as soon as one begins with the next item.
        #expect(
            github.log.exchanges.map { $0.target.drop { $0 != "&" } }
                == [
                    "&per_page=100", "&per_page=100&page=2", "&per_page=50&page=3", "&per_page=25&page=5",
                    "&per_page=25&page=6", "&per_page=25&page=7", "&per_page=25&page=8", "&per_page=100&page=3",
                ]
        )
    }

    @Test func `a page that takes us too long is asked for in smaller ones too`() async throws {
        github.faults.add(.silence(.seconds(60))) { $0.target.hasSuffix("per_page=100") }
        let issues = try await withGitHub(github, timeout: 2000, storage: storage) { try await read($0) }
        #expect(issues.items.count == 250)
    }

    @Test func `a page that takes GitHub too long in any size fails the attempt`() async throws {
        github.faults.add(.status(502))
        await #expect(throws: GitHubError.status(502, message: "")) {
            try await withGitHub(github, storage: storage) { try await read($0) }
        }
        #expect(github.log.count == 3)
    }
}
