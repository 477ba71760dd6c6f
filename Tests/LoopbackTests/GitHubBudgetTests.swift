import Foundation
import Loopback
import Testing

/// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
@Suite(.timeLimit(.minutes(1)))
struct GitHubBudgetTests {
    private let clock = ManualClock()

    private func github(_ budget: LoopbackGitHub.Budget?) -> LoopbackGitHub {
        let repository = GitHubRepository.sample(issues: 3, contributors: 3)
        return LoopbackGitHub(repositories: [repository], budget: budget, log: ExchangeLog { [clock] in clock.now })
    }

    @Test func `each answer tells what is left`() async throws {
        try await withClient(of: github(.init(limit: 60))) { client in
            for used in 1...2 {
                let reply = try await client.get("/repos/octocat/hello-world/issues")
                #expect(reply["x-ratelimit-limit"] == "60")
                #expect(reply["x-ratelimit-remaining"] == String(60 - used))
                #expect(reply["x-ratelimit-used"] == String(used))
                #expect(reply["x-ratelimit-reset"] == "1767229201")
                #expect(reply["x-ratelimit-resource"] == "core")
            }
            #expect(try await client.get("/users/nobody")["x-ratelimit-remaining"] == "57")
        }
    }

    @Test func `a spent budget refuses until the reset, and is full again then`() async throws {
        let budget = LoopbackGitHub.Budget(limit: 5, remaining: 1, resetAt: clock.now + 10, window: .seconds(100))
        try await withClient(of: github(budget)) { client in
            #expect(try await client.get("/repos/octocat/hello-world").status == 200)
            for _ in 1...2 {
                let refused = try await client.get("/repos/octocat/hello-world")
                #expect(refused.status == 403)
                #expect(refused["x-ratelimit-remaining"] == "0")
                #expect(refused["x-ratelimit-reset"] == "1767225611")
                #expect(try (refused.object["message"] as? String)?.hasPrefix("API rate limit exceeded for") == true)
                #expect(try refused.object["documentation_url"] as? String != nil)
            }
            clock.advance(bySeconds: 9.9)
            #expect(try await client.get("/repos/octocat/hello-world").status == 403)
            clock.advance(bySeconds: 0.1)
            let first = try await client.get("/repos/octocat/hello-world")
            #expect(first.status == 200)
            #expect(first["x-ratelimit-remaining"] == "4")
            #expect(first["x-ratelimit-reset"] == "1767225711")
        }
    }

    @Test func `asking for the budget is free, also when it is spent`() async throws {
        try await withClient(of: github(.init(limit: 60, remaining: 0))) { client in
            let reply = try await client.get("/rate_limit")
            #expect(reply.status == 200)
            let core = try (reply.object["resources"] as? [String: Any])?["core"] as? [String: Any]
            #expect(core?["limit"] as? Int == 60)
            #expect(core?["used"] as? Int == 60)
            #expect(core?["remaining"] as? Int == 0)
            #expect(core?["reset"] as? Int == 1_767_229_201)
        }
    }

    @Test func `the budget can be changed while the server runs`() async throws {
        let github = github(.init(limit: 60))
        try await withClient(of: github) { client in
            let before = try await client.get("/repos/octocat/hello-world")
            #expect(before.status == 200)
            #expect(github.budget?.remaining == 59)
            github.budget?.remaining = 0
            let after = try await client.get("/repos/octocat/hello-world")
            #expect(after.status == 403)
        }
    }

    @Test func `an enterprise server has no limits and says so`() async throws {
        try await withClient(of: github(nil)) { client in
            let reply = try await client.get("/repos/octocat/hello-world")
            #expect(reply.status == 200)
            #expect(reply["x-ratelimit-remaining"] == nil)
            #expect(try await client.get("/rate_limit").status == 404)
        }
    }

    @Test(arguments: [("Bearer t", "59"), ("", "58")])
    func `an unchanged page costs nothing with a token`(credentials: String, remaining: String) async throws {
        try await withClient(of: github(.init(limit: 60))) { client in
            let target = "/repos/octocat/hello-world/contributors?per_page=2"
            let page = try await client.get(target, ["authorization": credentials])
            let etag = try #require(page["etag"])
            #expect(etag.hasPrefix("W/\"") && page["link"] != nil)

            let again = try await client.get(target, ["authorization": credentials, "if-none-match": etag])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(again["etag"] == etag)
            #expect(again["x-ratelimit-remaining"] == remaining)
        }
    }

    @Test func `a page that changed is sent again`() async throws {
        let github = github(.init())
        try await withClient(of: github) { client in
            let target = "/repos/octocat/hello-world/issues"
            let etag = try #require(try await client.get(target)["etag"])
            let several = ["if-none-match": "\"other\", \(etag.dropFirst(2))"]
            #expect(try await client.get(target, several).status == 304)

            github.put(.sample(issues: 4, contributors: 3))
            let changed = try await client.get(target, several)
            #expect(changed.status == 200)
            #expect(changed["etag"] != etag)
            #expect(try changed.list.count == 4)
        }
    }
}
