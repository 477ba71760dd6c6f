import Foundation
import Loopback
import Testing

/// https://docs.github.com/en/graphql/reference/queries#nodes
@Suite(.timeLimit(.minutes(1)))
struct GitHubGraphQLTests {
    private let clock = ManualClock()
    private let repository = GitHubRepository(
        id: 1, owner: "a", name: "b",
        contributors: [
            .init(.account(login: "mona"), contributions: 5),
            .init(.account(login: "renovate[bot]"), contributions: 4),
            .init(.account(login: "acme"), contributions: 3, type: .organization),
            .init(.account(login: "gone"), contributions: 2),
        ]
    )

    private func github(
        token: String? = nil, graphQLBudget: LoopbackGitHub.Budget? = .init(), isGraphQLAbsent: Bool = false
    ) -> LoopbackGitHub {
        LoopbackGitHub(
            repositories: [repository],
            users: [GitHubUser(login: "Mona", name: "Mona \"L\""), GitHubUser(login: "lisa", name: nil)], token: token,
            graphQLBudget: graphQLBudget, isGraphQLAbsent: isGraphQLAbsent, log: ExchangeLog { [clock] in clock.now }
        )
    }

    @Test func `each id has its place: a name, an account without one, or nothing`() async throws {
        try await withClient(of: github()) { client in
            let ids = repository.contributors.compactMap(\.nodeID) + [GitHubUser(login: "lisa", name: nil).nodeID, "?"]
            let reply = try await client.query(ids: ids)
            #expect(reply.status == 200)
            #expect(reply["content-type"] == "application/json; charset=utf-8")
            let nodes = try #require(try reply.data?["nodes"] as? [Any])
            #expect(nodes.count == 6)
            let mona = try #require(nodes[0] as? [String: Any])
            #expect(mona["login"] as? String == "Mona")
            #expect(mona["name"] as? String == "Mona \"L\"")
            #expect((nodes[1] as? [String: Any])?.isEmpty == true)
            #expect((nodes[2] as? [String: Any])?.isEmpty == true)
            #expect(nodes[3] is NSNull)
            #expect((nodes[4] as? [String: Any])?["name"] is NSNull)
            #expect(nodes[5] is NSNull)

            let errors = try reply.errors
            #expect(errors.map { $0["type"] as? String } == ["NOT_FOUND", "NOT_FOUND"])
            #expect(errors.map { ($0["path"] as? [Any])?.last as? Int } == [3, 5])
            #expect(errors.last?["message"] as? String == "Could not resolve to a node with the global id of '?'")
        }
    }

    @Test func `there are no errors where every id is found`() async throws {
        try await withClient(of: github()) { client in
            let reply = try await client.query(ids: repository.contributors.prefix(3).compactMap(\.nodeID))
            #expect(try reply.object["errors"] == nil)
        }
    }

    @Test func `a hundred ids are answered, and one more is refused whole`() async throws {
        try await withClient(of: github()) { client in
            let full = try await client.query(ids: Array(repeating: "U_6d6f6e61", count: 100))
            #expect(try (full.data?["nodes"] as? [Any])?.count == 100)

            let refused = try await client.query(ids: Array(repeating: "U_6d6f6e61", count: 101))
            #expect(refused.status == 200)
            #expect(try refused.object["data"] is NSNull)
            #expect(try refused.errors.map { $0["type"] as? String } == ["ARGUMENT_LIMIT"])
            #expect(
                try refused.errors.first?["message"] as? String
                    == "You may not provide more than 100 node ids; you provided 101."
            )
        }
    }

    @Test(arguments: [(#"{"query":"{ viewer { login } }"}"#, 200), (#"{"query":"nodes(ids: $ids)"}"#, 200), ("[", 400)])
    func `what is no such query is an error and has no data`(body: String, status: Int) async throws {
        try await withClient(of: github()) { client in
            let reply = try await client.send("POST", "/graphql", ["authorization": "Bearer t"], body: body)
            #expect(reply.status == status)
            #expect(try reply.object["data"] == nil)
            #expect(try reply.errors.count == (status == 200 ? 1 : 0))
        }
    }

    @Test(
        arguments: [(nil, "", 401), (nil, "Bearer any", 200), ("right", "Bearer wrong", 401)]
            as [(
                String?, String, Int
            )])
    func `nobody asks without a token`(token: String?, credentials: String, status: Int) async throws {
        try await withClient(of: github(token: token)) { client in
            let reply = try await client.query(ids: [], ["authorization": credentials])
            #expect(reply.status == status)
        }
    }

    @Test func `a query costs one point of a budget of its own`() async throws {
        let github = github(graphQLBudget: .init(limit: 2, resetAt: clock.now + 10, window: .seconds(100)))
        try await withClient(of: github) { client in
            let first = try await client.query(ids: [])
            #expect(first["x-ratelimit-resource"] == "graphql")
            #expect(first["x-ratelimit-remaining"] == "1")
            let rateLimit = try #require(try first.data?["rateLimit"] as? [String: Any])
            #expect(rateLimit["cost"] as? Int == 1)
            #expect(rateLimit["limit"] as? Int == 2)
            #expect(rateLimit["remaining"] as? Int == 1)
            #expect(rateLimit["resetAt"] as? String == "2026-01-01T00:00:11Z")
            _ = try await client.query(ids: [])

            let refused = try await client.query(ids: [])
            #expect(refused.status == 200)
            #expect(refused["x-ratelimit-remaining"] == "0")
            #expect(refused["x-ratelimit-reset"] == "1767225611")
            #expect(try refused.object["data"] == nil)
            #expect(try refused.errors.map { $0["type"] as? String } == ["RATE_LIMITED"])
            #expect(try await client.get("/repos/a/b")["x-ratelimit-remaining"] == "4999")

            clock.advance(bySeconds: 10)
            #expect(try await client.query(ids: [])["x-ratelimit-remaining"] == "1")
        }
        #expect(github.graphQLPointsSpent == 3)
        #expect(github.pointsSpent == 1)
    }

    @Test func `a fault's answer has the headers of the budget that it belongs to`() async throws {
        let github = github()
        github.faults.add(.status(502), times: 1)
        try await withClient(of: github) { client in
            let reply = try await client.query(ids: [])
            #expect(reply.status == 502)
            #expect(reply["x-ratelimit-resource"] == "graphql")
            #expect(reply["x-ratelimit-remaining"] == "5000")
        }
    }

    @Test func `without limits there are neither headers nor a rate limit`() async throws {
        try await withClient(of: github(graphQLBudget: nil)) { client in
            let reply = try await client.query(ids: [])
            #expect(reply["x-ratelimit-remaining"] == nil)
            #expect(try reply.data?["rateLimit"] is NSNull)
        }
    }

    @Test func `an old installation has no GraphQL`() async throws {
        let github = github(isGraphQLAbsent: true)
        try await withClient(of: github) { client in
            let absent = try await client.query(ids: [])
            #expect(absent.status == 404)
            github.isGraphQLAbsent = false
            let present = try await client.query(ids: [])
            #expect(present.status == 200)
        }
    }
}
