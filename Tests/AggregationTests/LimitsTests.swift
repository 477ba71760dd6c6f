import GitHub
import Jobs
import Loopback
import TestSupport
import Testing

@testable import Aggregation

@Suite(.timeLimit(.minutes(1)))
struct LimitsTests {
    private let repository = GitHubRepository.sample(issues: 250, pullRequests: 30, contributors: 150, anonymous: 5)

    private func collect(
        within limits: CollectionLimits, of github: LoopbackGitHub? = nil
    ) async throws -> (payload: ReceivedPayload, bytes: Int, requests: Int) {
        let github = github ?? LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        let job = try Job.fixture()
        return try await withAggregator(on: github, token: "token", limits: limits) { aggregator in
            let frozen = try await aggregator.collect(for: job, meter: RequestMeter())
            return (try ReceivedPayload(frozen), frozen.body.utf8.count, github.log.count)
        }
    }

    @Test func `issues over the limit are left out, not asked for, and missed by name`() async throws {
        let (payload, _, requests) = try await collect(within: CollectionLimits(maxIssues: 120))
        #expect(payload.issues.map(\.title) == repository.issues.prefix(120).map(\.title))
        #expect(!payload.meta.isIssuesComplete && payload.meta.isContributorsComplete)
        #expect(payload.contributors.count == 155)
        // Two pages of issues, two of contributors, two queries.
        #expect(requests == 6)
    }

    @Test func `contributors over the limit are left out, not asked for, and missed by name`() async throws {
        let (payload, _, requests) = try await collect(within: CollectionLimits(maxContributors: 100))
        #expect(payload.contributors.count == 100)
        #expect(payload.meta.isIssuesComplete && !payload.meta.isContributorsComplete)
        #expect(requests == 5)
    }

    @Test func `a limit that is just reached cuts nothing`() async throws {
        let (payload, _, _) = try await collect(within: CollectionLimits(maxIssues: 250, maxContributors: 155))
        #expect(payload.issues.count == 250 && payload.contributors.count == 155)
        #expect(payload.meta.isContributorsComplete)
    }

    @Test func `nobody's name is asked for who is not wanted`() async throws {
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        let job = try Job.fixture()
        let limits = CollectionLimits(maxIssues: 0, maxContributors: 3)
        try await withAggregator(on: github, limits: limits) { aggregator in
            let payload = try ReceivedPayload(try await aggregator.collect(for: job, meter: RequestMeter()))
            #expect(payload.contributors.count == 3 && !payload.meta.isContributorsComplete)
        }
        // The second is a bot.
        #expect(github.log.exchanges.dropFirst().map(\.target) == ["/users/octocat", "/users/contributor-2"])
    }

    @Test func `a contributor who stands on two pages is taken once`() async throws {
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        let latch = Latch()
        github.faults.add(.held(until: latch.wait), times: 1) {
            $0.target.contains("anon") && $0.target.hasSuffix("page=2")
        }
        async let collected = collect(within: CollectionLimits(), of: github)
        try await github.log.first { $0.target.contains("anon") && $0.target.hasSuffix("page=2") }
        let newcomer = GitHubRepository.Contributor(.account(login: "newcomer"), contributions: 9999)
        var grown = repository
        grown.contributors.insert(newcomer, at: 0)
        github.put(grown)
        latch.open()
        let logins = try await collected.payload.contributors.compactMap(\.user)
        #expect(logins.count == 150 && Set(logins).count == 150)
    }

    @Test func `where nothing is wanted only the repository itself is asked for`() async throws {
        let (payload, _, requests) = try await collect(within: CollectionLimits(maxIssues: 0, maxContributors: 0))
        #expect(payload.issues.isEmpty && payload.contributors.isEmpty)
        #expect(!payload.meta.isIssuesComplete && !payload.meta.isContributorsComplete)
        #expect(requests == 1 && payload.meta.error == nil)
        let missing = try await collect(
            within: CollectionLimits(maxIssues: 0, maxContributors: 0), of: LoopbackGitHub()
        )
        #expect(missing.payload.meta.error?.status == 404)
    }

    @Test func `a payload keeps to its size, and issues leave room for contributors`() async throws {
        let (payload, bytes, _) = try await collect(within: CollectionLimits(maxBytes: 20_000))
        #expect(bytes <= 20_000)
        #expect((50..<250).contains(payload.issues.count) && (20..<155).contains(payload.contributors.count))
        #expect(!payload.meta.isIssuesComplete && !payload.meta.isContributorsComplete)
    }

    @Test func `what stands on two pages, since something was opened in between, is taken once`() async throws {
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        let grown = GitHubRepository.sample(issues: 251, pullRequests: 30, contributors: 150, anonymous: 5)
        let latch = Latch()
        github.faults.add(.held(until: latch.wait), times: 1) { $0.target.hasSuffix("page=2") }
        async let collected = collect(within: CollectionLimits(), of: github)
        try await github.log.first { $0.target.hasSuffix("page=2") }
        github.put(grown)
        latch.open()
        let payload = try await collected.payload
        #expect(payload.issues.count == 250)
        #expect(Set(payload.issues.map(\.title)).count == 250)
    }

    @Test func `an interrupted collection goes on where it stopped, and knows what it spent in all`() async throws {
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        let job = try Job.fixture(collectingSince: .now())
        let storage = MemoryStorage()
        github.faults.add(.status(500), times: 1) { $0.method == "POST" }
        let payload = try await withAggregator(on: github, token: "token", storage: storage) { aggregator in
            let meter = RequestMeter()
            await #expect(throws: GitHubError.status(500, message: "")) {
                try await aggregator.collect(for: job, meter: meter)
            }
            return try ReceivedPayload(
                try await aggregator.collect(for: job, meter: RequestMeter(spentBefore: meter.count))
            )
        }
        #expect(payload.issues.count == 250 && payload.contributors.count == 155)
        #expect(payload.meta.githubRequests == github.log.count)
        let pages = github.log.exchanges.filter { $0.method == "GET" }.map(\.target)
        #expect(pages.count == 5 && Set(pages).count == 5)
    }
}
