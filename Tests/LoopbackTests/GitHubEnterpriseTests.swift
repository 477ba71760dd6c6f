import Foundation
import Loopback
import Testing

/// https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api
@Suite(.timeLimit(.minutes(1)))
struct GitHubEnterpriseTests {
    private let github = LoopbackGitHub(
        repositories: [
            .sample(id: 42, issues: 5, contributors: 1),
            GitHubRepository(id: 9, owner: "new", name: "name", formerNames: ["old/name"]),
        ],
        app: .init(id: "1", installationID: 7), isEnterprise: true
    )

    @Test func `REST lies below a path of its own, and nowhere else`() async throws {
        github.app = nil
        try await withClient(of: github) { client in
            let found = try await client.get("/api/v3/repos/octocat/hello-world")
            #expect(found.status == 200)
            for path in ["/repos/octocat/hello-world", "/api/v3repos/octocat/hello-world", "/api/v3", "/api/v3/"] {
                #expect(try await client.get(path).status == 404)
            }
        }
    }

    @Test func `links and redirects keep the path`() async throws {
        github.app = nil
        github.faults.add(
            .answer(LoopbackAnswer(status: 301, headers: ["location": "https://api.github.com/repositories/9"])),
            times: 1
        )
        try await withClient(of: github) { client in
            let root = client.baseURL + "/api/v3"
            #expect(try await client.get("/api/v3/repos/a/b")["location"] == "\(root)/repositories/9")
            #expect(try await client.get("/api/v3/repos/old/name")["location"] == "\(root)/repositories/9")
            let page = try await client.get("/api/v3/repos/octocat/hello-world/issues?per_page=5&page=2")
            let first = "<\(root)/repositories/42/issues?per_page=5&page=1>"
            #expect(page["link"] == "\(first); rel=\"prev\", \(first); rel=\"last\", \(first); rel=\"first\"")
        }
    }

    @Test func `GraphQL and the app's tokens have their paths too`() async throws {
        try await withClient(of: github) { client in
            let expiry = Int(Date().timeIntervalSince1970) + 60
            let issued = try await client.send(
                "POST", "/api/v3/app/installations/7/access_tokens",
                ["authorization": "Bearer " + jsonWebToken(#"{"iss":"1","exp":\#(expiry)}"#)]
            )
            #expect(issued.status == 201)
            let credentials = ["authorization": "Bearer \(try #require(try issued.object["token"] as? String))"]
            #expect(try await client.query(ids: [], at: "/api/graphql", credentials).status == 200)
            for path in ["/graphql", "/api/v3/graphql"] {
                #expect(try await client.query(ids: [], at: path, credentials).status == 404)
            }
        }
    }
}
