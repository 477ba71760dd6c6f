import Loopback
import Testing

/// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
@Suite(.timeLimit(.minutes(1)))
struct GitHubPointsTests {
    private let target = "/repos/octocat/hello-world/contributors"

    private func github(_ budget: LoopbackGitHub.Budget?) -> LoopbackGitHub {
        LoopbackGitHub(repositories: [.sample(issues: 3, contributors: 3)], budget: budget)
    }

    @Test(arguments: [LoopbackGitHub.Budget(), nil])
    func `points are counted with and without a budget`(budget: LoopbackGitHub.Budget?) async throws {
        let github = github(budget)
        github.faults.add(.status(502), times: 1)
        try await withClient(of: github) { client in
            let credentials = ["authorization": "Bearer t"]
            _ = try await client.get(target, credentials)
            _ = try await client.get("/rate_limit", credentials)
            #expect(github.pointsSpent == 0)
            let etag = try #require(try await client.get(target, credentials)["etag"])
            #expect(github.pointsSpent == 1)
            let unchanged = try await client.get(target, credentials.merging(["if-none-match": etag]) { $1 })
            #expect(unchanged.status == 304)
            #expect(github.pointsSpent == 1)
            _ = try await client.get("/users/nobody", credentials)
            #expect(github.pointsSpent == 2)
            let anonymous = try #require(try await client.get(target)["etag"])
            let costly = try await client.get(target, ["if-none-match": anonymous])
            #expect(costly.status == 304)
            #expect(github.pointsSpent == 4)
        }
        #expect(github.graphQLPointsSpent == 0)
    }

    @Test func `what a spent budget refuses is not counted`() async throws {
        let github = github(.init(limit: 1))
        try await withClient(of: github) { client in
            for _ in 1...3 { _ = try await client.get(target) }
        }
        #expect(github.pointsSpent == 1)
    }

    @Test(arguments: [["authorization": "Bearer other"], ["accept": "application/vnd.github.raw+json"]])
    func `a page is new to another token and to another media type`(change: [String: String]) async throws {
        try await withClient(of: github(.init())) { client in
            let headers = ["authorization": "Bearer t", "accept": "application/vnd.github+json"]
            let page = try await client.get(target, headers)
            let etag = try #require(page["etag"])
            #expect(page["vary"] == "Accept, Authorization")
            var again = headers.merging(["if-none-match": etag]) { $1 }
            #expect(try await client.get(target, again).status == 304)

            again.merge(change) { $1 }
            let other = try await client.get(target, again)
            #expect(other.status == 200)
            #expect(other["etag"] != etag)
            #expect(other.body == page.body)
        }
    }

    @Test func `both budgets can be asked for at once`() async throws {
        let github = github(.init(limit: 60))
        try await withClient(of: github) { client in
            _ = try await client.query(ids: [])
            let resources = try await client.get("/rate_limit").object["resources"] as? [String: [String: Int]]
            #expect(resources?["core"]?["remaining"] == 60)
            #expect(resources?["graphql"]?["remaining"] == 4999)
        }
    }
}
