import Loopback
import Testing

@Suite(.timeLimit(.minutes(1)))
struct GitHubAccountTests {
    private let repository = GitHubRepository(
        id: 1, owner: "a", name: "b",
        contributors: [
            .init(.account(login: "Mona"), contributions: 5),
            .init(.account(login: "renovate[bot]"), contributions: 4),
            .init(.account(login: "acme"), contributions: 3, type: .organization),
            .init(.account(login: "lisa"), contributions: 2, nodeID: "MDQ6VXNlcjE="),
            .init(.anonymous(name: "Anne", email: "anne@example.org"), contributions: 1),
        ]
    )

    @Test func `a contributor has a type, a number and a node id, and an anonymous one has none`() async throws {
        try await withClient(of: LoopbackGitHub(repositories: [repository])) { client in
            let listed = try await client.get("/repos/a/b/contributors?anon=1").list
            #expect(listed.map { $0["type"] as? String } == ["User", "Bot", "Organization", "User", "Anonymous"])
            #expect(listed.map { $0["node_id"] as? String } == repository.contributors.map(\.nodeID))
            #expect(listed[0]["node_id"] as? String == "U_6d6f6e61")
            #expect(listed[3]["node_id"] as? String == "MDQ6VXNlcjE=")
            #expect(Set(listed.compactMap { $0["id"] as? Int }).count == 4)
            #expect(listed[4]["id"] == nil)
        }
    }

    @Test func `a user has the number and the node id of the contributor with that login`() async throws {
        let github = LoopbackGitHub(repositories: [repository], users: [GitHubUser(login: "mona", name: nil)])
        try await withClient(of: github) { client in
            let contributor = try #require(try await client.get("/repos/a/b/contributors").list.first)
            let user = try await client.get("/users/Mona").object
            #expect(user["node_id"] as? String == contributor["node_id"] as? String)
            #expect(user["id"] as? Int == contributor["id"] as? Int)
        }
    }

    @Test func `sample users are of their contributors' types`() {
        #expect(repository.sampleUsers.map(\.type) == [.user, .bot, .organization, .user])
        #expect(repository.sampleUsers.map(\.nodeID) == repository.contributors.prefix(4).map(\.nodeID))
    }
}
