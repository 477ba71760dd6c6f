import Foundation
import Loopback
import Testing

@Suite(.timeLimit(.minutes(1)))
struct GitHubErrorTests {
    @Test(arguments: [
        "/repos/nobody/nothing", "/repos/nobody/nothing/issues", "/repositories/7/contributors", "/users/nobody",
        "/repos/octocat/hello-world/issues/", "/repos/octocat/hello-world/pulls", "/repos/octocat", "/", "/graphql",
        "/repositories/one", "/repos/octocat/hello-world/",
    ])
    func `what is not there is not found`(path: String) async throws {
        let repository = GitHubRepository.sample(id: 1, issues: 1, contributors: 1)
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let reply = try await client.get(path)
            #expect(reply.status == 404)
            #expect(try reply.object["message"] as? String == "Not Found")
            #expect(try reply.object["status"] as? String == "404")
            #expect(try (reply.object["documentation_url"] as? String)?.hasPrefix("https://docs.github.com/") == true)
        }
    }

    @Test func `names are found whatever their case`() async throws {
        let repository = GitHubRepository.sample(id: 1, issues: 1, contributors: 1)
        let github = LoopbackGitHub(
            repositories: [repository], users: [GitHubUser(login: "Dependabot[bot]", name: nil)]
        )
        try await withClient(of: github) { client in
            let found = try await client.get("/repos/OCTOCAT/hello-WORLD").object
            #expect(found["full_name"] as? String == "octocat/Hello-World")
            #expect(found["id"] as? Int == 1)
            let bot = try await client.get("/users/dependabot%5Bbot%5D").object
            #expect(bot["login"] as? String == "Dependabot[bot]")
            #expect(bot["name"] is NSNull)
        }
    }

    @Test(arguments: ["", "/issues", "/contributors"])
    func `an old name redirects to the number and keeps the query`(rest: String) async throws {
        let repository = GitHubRepository(id: 9, owner: "new", name: "name", formerNames: ["Old/Name"])
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let moved = try await client.get("/repos/old/name\(rest)?state=all&page=2")
            #expect(moved.status == 301)
            let target = "/repositories/9\(rest)?state=all&page=2"
            #expect(moved["location"] == client.baseURL + target)
            #expect(try moved.object["url"] as? String == client.baseURL + target)
            #expect(try await client.get(target).status == 200)
        }
    }

    @Test func `an old name that is taken again redirects no more`() async throws {
        let github = LoopbackGitHub(repositories: [
            GitHubRepository(id: 9, owner: "new", name: "name", formerNames: ["old/name"]),
            GitHubRepository(id: 10, owner: "old", name: "name"),
        ])
        try await withClient(of: github) { client in
            let taken = try await client.get("/repos/old/name")
            #expect(try taken.object["id"] as? Int == 10)
            github.remove(repository: 10)
            let free = try await client.get("/repos/old/name")
            #expect(free.status == 301)
        }
    }

    @Test(
        arguments: [
            (GitHubRepository.Trait.withoutCommits, "contributors", 204, nil),
            (.withoutIssues, "issues", 410, "Issues are disabled for this repo"),
            (.blocked, "issues", 451, "Repository access blocked"),
            (
                .tooLargeHistory, "contributors", 403,
                "The history or contributor list is too large to list contributors for this repository via the API."
            ),
        ] as [(GitHubRepository.Trait, String, Int, String?)])
    func `a trait shows in the answer`(
        trait: GitHubRepository.Trait, listing: String, status: Int, message: String?
    ) async throws {
        let repository = GitHubRepository(id: 1, owner: "a", name: "b", traits: [trait])
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let reply = try await client.get("/repos/a/b/\(listing)")
            #expect(reply.status == status)
            if let message {
                #expect(try reply.object["message"] as? String == message)
            } else {
                #expect(reply.body.isEmpty)
                #expect(reply["content-length"] == nil)
            }
        }
    }

    @Test func `a client without a name is turned away`() async throws {
        try await withClient(of: LoopbackGitHub()) { client in
            let reply = try await client.get("/rate_limit", ["user-agent": ""])
            #expect(reply.status == 403)
            #expect(reply.text.contains("User-Agent"))
            #expect(reply["content-type"] == "text/html")
        }
    }

    @Test(
        arguments: [
            ("Bearer right", 200, nil), ("token right", 200, nil), ("Bearer wrong", 401, "Bad credentials"),
            ("", 401, "Requires authentication"),
        ] as [(String, Int, String?)])
    func `a token is checked when one is required`(credentials: String, status: Int, message: String?) async throws {
        try await withClient(of: LoopbackGitHub(token: "right")) { client in
            let reply = try await client.get("/rate_limit", ["authorization": credentials])
            #expect(reply.status == status)
            #expect(try reply.object["message"] as? String == message)
        }
    }
}
