import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// What a collection costs, and that it costs no more.
@Suite(.timeLimit(.minutes(5)))
struct CollectionTests {
    @Test func `a repository too large for one window is collected over several, and small ones in between`()
        async throws
    {
        // As GitHub lists them: the first 500 addresses have accounts, the rest are anonymous.
        let large = GitHubRepository.sample(id: 1, name: "large", issues: 1, contributors: 500, anonymous: 29_500)
        let small = (1...20).map { GitHubRepository.small("small-\($0)", id: 100 + $0) }
        let github = LoopbackGitHub(
            repositories: [large] + small, users: large.sampleUsers,
            budget: .init(limit: 50, window: .seconds(3)), log: ExchangeLog(capacity: 8192)
        )
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                _ = try await daemon.post("large")
                _ = try await daemon.logged("job deferred")
                for repository in small { _ = try await daemon.post(repository.name) }
                try await world.delivered(21)
            }
            let delivered = world.receiver.log.exchanges.map { Self.payload($0) }
            let last = try #require(delivered.last)
            #expect(last.repository == "large", "the small ones were not kept waiting")
            #expect(last.contributors.count == 30_000)
            let named = large.sampleUsers.count { $0.name != nil && !$0.login.hasSuffix("[bot]") }
            #expect(last.contributors.count { $0.name != nil } == 29_500 + named)
            #expect(last.meta.contributorsComplete && last.meta.issuesComplete)

            let ofLarge = github.log.exchanges.filter {
                $0.status == 200 && ($0.path.hasPrefix("/repositories/1/") || $0.path.contains("/large/"))
            }
            // The issues, 300 full pages of contributors, and the empty one behind them: each once.
            #expect(ofLarge.count == 302 && Set(ofLarge.map(\.target)).count == 302)
            let users = github.log.exchanges.filter { $0.status == 200 && $0.path.hasPrefix("/users/") }
            #expect(users.count == 499 && Set(users.map(\.target)).count == 499)
            #expect(last.meta.requests >= 800)
            #expect(try await world.count("SELECT count(*) FROM jobs WHERE failures > 0 OR state <> 'completed'") == 0)
            #expect(try await world.count("SELECT deferrals FROM jobs WHERE id = 1") >= 1)
        }
    }

    @Test(arguments: ["t0ken", nil])
    func `fifty jobs with the same contributors read each name once`(token: String?) async throws {
        let repositories = (1...50).map {
            GitHubRepository.sample(id: $0, name: "r\($0)", issues: 1, contributors: 300)
        }
        let github = LoopbackGitHub(
            repositories: repositories, users: repositories[0].sampleUsers, budget: nil, graphQLBudget: nil,
            log: ExchangeLog(capacity: 8192)
        )
        try await World.run(github: github) { world in
            let access = token.map { ["API_TOKEN": $0] } ?? [:]
            try await world.withDaemon(["LOG_LEVEL": "info"].merging(access) { $1 }) { daemon in
                for repository in repositories { _ = try await daemon.post(repository.name) }
                try await world.delivered(50)
            }
            let asked = github.log.exchanges.flatMap { exchange in
                exchange.path.hasPrefix("/users/") ? [String(exchange.path)] : Self.ids(exchange)
            }
            #expect(asked.count == 299)
            #expect(Set(asked).count == 299)
            for exchange in world.receiver.log.exchanges {
                let contributors = Self.payload(exchange).contributors
                #expect(contributors.count == 300 && contributors.count { $0.name != nil } == 199)
            }
        }
    }

    @Test func `a task that is repeated on an unchanged repository costs nothing`() async throws {
        let repository = GitHubRepository.sample(issues: 250, contributors: 150)
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        try await World.run(github: github) { world in
            try await world.withDaemon(["API_TOKEN": "t0ken"]) { daemon in
                for count in 1...2 {
                    _ = try await daemon.post("Hello-World")
                    _ = try await daemon.logged("job completed")
                    #expect(github.pointsSpent == 5 && github.graphQLPointsSpent == 2)
                    try await world.delivered(count)
                }
            }
            let payloads = world.receiver.log.exchanges.map { Self.payload($0) }
            #expect(payloads.map(\.meta.requests) == [7, 5])
            #expect(payloads[0].contributors == payloads[1].contributors)
        }
    }

    @Test func `450 contributors and 1,000 issues are 21 requests with a token, and nothing the next time`()
        async throws
    {
        let repository = GitHubRepository.sample(issues: 1000, contributors: 450)
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        try await World.run(github: github) { world in
            try await world.withDaemon(["API_TOKEN": "t0ken"]) { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
                #expect(github.log.count == 21)
                let spent = github.pointsSpent + github.graphQLPointsSpent
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
                #expect(github.pointsSpent + github.graphQLPointsSpent == spent)
            }
        }
    }

    @Test func `who runs out of budget and comes back with a token does not wait`() async throws {
        let github = LoopbackGitHub(
            repositories: [.small("one", id: 1)], budget: .init(limit: 60, remaining: 0, resetAt: Date() + 3600)
        )
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                _ = try await daemon.post("one")
                _ = try await daemon.logged("job deferred")
            }
            _ = try await sqlite3(world.database, "UPDATE jobs SET run_at_ms = run_at_ms + 3000000")
            github.budget = .init(limit: 5000)
            try await world.withDaemon(["API_TOKEN": "t0ken"]) { _ in try await world.delivered(1) }
        }
    }

    @Test func `refused credentials stop all jobs and say so, until the token's file has a good one`() async throws {
        let github = LoopbackGitHub(
            repositories: [.small("one", id: 1), .small("two", id: 2)], token: "good-t0ken"
        )
        try await World.run(github: github) { world in
            let file = world.directory.file("token")
            try "old-t0ken".write(toFile: file, atomically: true, encoding: .utf8)
            try await world.withDaemon(["API_TOKEN_FILE": file, "WORKERS": "1"]) { daemon in
                #expect(try await daemon.get("/readyz").status == 200)
                _ = try await daemon.post("one")
                _ = try await daemon.logged("job deferred")
                _ = try await daemon.post("two")
                for id in [1, 2] as [Int64] {
                    let task = try await daemon.task(id)
                    #expect(task.state == "queued" && task.runReason == "held" && task.failures == 0)
                }
                let ready = try await daemon.get("/readyz")
                #expect(ready.status == 503)
                #expect(String(decoding: ready.body, as: UTF8.self).contains("GitHub does not accept the credentials"))
                #expect(github.log.count == 1)

                try "good-t0ken\n".write(toFile: file, atomically: true, encoding: .utf8)
                try await world.delivered(2)
                #expect(try await daemon.get("/readyz").status == 200)
            }
            #expect(github.log.exchanges.filter { $0.status == 401 }.count == 1)
        }
    }

    /// Node ids that a query asks for.
    private static func ids(_ exchange: Exchange) -> [String] {
        struct Query: Decodable {
            struct Variables: Decodable { var ids: [String] }
            var variables: Variables
        }
        guard exchange.method == "POST" else { return [] }
        return (try? JSONDecoder().decode(Query.self, from: Data(exchange.body)).variables.ids) ?? []
    }

    private static func payload(_ delivery: Exchange) -> Received {
        (try? JSONDecoder().decode(Received.self, from: Data(delivery.body))) ?? Received()
    }
}

/// A payload, as far as these tests read it.
struct Received: Decodable {
    struct Contributor: Decodable, Equatable {
        var name: String?
        var user: String?
    }

    struct Meta: Decodable {
        var requests = 0
        var issuesComplete = false
        var contributorsComplete = false

        private enum CodingKeys: String, CodingKey {
            case requests = "github_requests"
            case issuesComplete = "issues_complete"
            case contributorsComplete = "contributors_complete"
        }
    }

    var repository = ""
    var contributors: [Contributor] = []
    var meta = Meta()
}
