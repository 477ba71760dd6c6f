import Foundation
import Loopback
import Testing

/// https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
@Suite(.timeLimit(.minutes(1)))
struct GitHubListingTests {
    private let repository = GitHubRepository.sample(
        id: 42, issues: 60, pullRequests: 5, closedIssues: 10, contributors: 4, anonymous: 2
    )

    @Test func `issues are the open ones with their pull requests, newest first, thirty to a page`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let page = try await client.get("/repos/octocat/hello-world/issues")
            #expect(page.status == 200)
            #expect(page["content-type"] == "application/json; charset=utf-8")
            #expect(try page.numbers() == Array((46...75).reversed()))

            let last = try await client.get("/repos/octocat/hello-world/issues?page=3")
            #expect(try last.numbers() == Array((11...15).reversed()))
            #expect(try last.list.allSatisfy { $0["pull_request"] != nil })
        }
    }

    @Test(arguments: [("open", 65), ("closed", 10), ("all", 75)])
    func `the state chooses the issues`(state: String, count: Int) async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let page = try await client.get("/repositories/42/issues?state=\(state)&per_page=100")
            #expect(try page.list.count == count)
            #expect(page["link"] == nil)
        }
    }

    @Test(arguments: [
        (1, #"<B?per_page=30&page=2>; rel="next", <B?per_page=30&page=3>; rel="last""#),
        (
            2,
            #"<B?per_page=30&page=1>; rel="prev", <B?per_page=30&page=3>; rel="next", "#
                + #"<B?per_page=30&page=3>; rel="last", <B?per_page=30&page=1>; rel="first""#
        ),
        (3, #"<B?per_page=30&page=2>; rel="prev", <B?per_page=30&page=1>; rel="first""#),
    ])
    func `links name the repository by its number`(page: Int, expected: String) async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let reply = try await client.get("/repos/Octocat/Hello-World/issues?per_page=30&page=\(page)")
            let base = client.baseURL + "/repositories/42/issues"
            #expect(reply["link"] == expected.replacing("<B?", with: "<\(base)?"))
        }
    }

    @Test func `following next visits each issue once`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            var target: String? = "/repos/octocat/Hello-World/issues?state=all&per_page=7"
            var numbers: [Int] = []
            while let next = target {
                let reply = try await client.get(next)
                numbers += try reply.numbers()
                let link = reply["link"]?.split(separator: ", ").first { $0.hasSuffix(#"rel="next""#) }
                target = link.map { String($0.dropFirst().prefix { $0 != ">" }.dropFirst(client.baseURL.count)) }
            }
            #expect(numbers == Array((1...75).reversed()))
        }
    }

    @Test(arguments: [("100", 65), ("1000", 65), ("0", 30), ("-1", 30), ("many", 30), ("1", 1)])
    func `a page has one to a hundred elements`(size: String, count: Int) async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let page = try await client.get("/repositories/42/issues?per_page=\(size)")
            #expect(try page.list.count == count)
        }
    }

    @Test func `the oldest come first when asked so`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let page = try await client.get("/repositories/42/issues?state=all&direction=asc&per_page=3")
            #expect(try page.numbers() == [1, 2, 3])
        }
    }

    @Test(arguments: [("state=ajar", 422), ("since=2026-01-01T00:00:00Z", 501), ("sort=updated", 501)])
    func `what would choose other issues is refused rather than overlooked`(query: String, status: Int) async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let reply = try await client.get("/repositories/42/issues?\(query)")
            #expect(reply.status == status)
        }
    }

    @Test func `contributors leave the anonymous ones out unless asked for them`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let known = try await client.get("/repos/octocat/Hello-World/contributors").list
            #expect(known.map { $0["login"] as? String } == repository.contributors.prefix(4).map(\.login))
            #expect(known.map { $0["contributions"] as? Int } == [5, 4, 3, 2])
            #expect(known[1]["type"] as? String == "Bot")

            let all = try await client.get("/repos/octocat/Hello-World/contributors?anon=1").list
            #expect(all.count == 6)
            #expect(all[5]["type"] as? String == "Anonymous")
            #expect(all[5]["login"] == nil)
            #expect(all[5]["name"] as? String == "Anne 1")
            #expect(all[5]["email"] as? String == "anne1@example.org")
        }
    }

    @Test func `an issue is served as it was made`() async throws {
        let issue = GitHubRepository.Issue(
            number: 1, title: "\"日本語\" \\ \t\u{1}\u{1F469}\u{200D}\u{1F467}", author: nil,
            labels: [.object(name: "größer", color: "d73a4a"), .text("plain")]
        )
        let repository = GitHubRepository(id: 1, owner: "a", name: "b", issues: [issue])
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let served = try #require(try await client.get("/repos/a/b/issues").list.first)
            #expect(served["title"] as? String == issue.title)
            #expect(served["user"] is NSNull)
            let labels = try #require(served["labels"] as? [Any])
            #expect((labels.first as? [String: Any])?["name"] as? String == "größer")
            #expect(labels.last as? String == "plain")
            #expect(served["pull_request"] == nil)
        }
    }
}
