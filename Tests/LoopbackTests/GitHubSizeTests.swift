import Loopback
import Testing

@Suite(.timeLimit(.minutes(5)))
struct GitHubSizeTests {
    @Test func `thirty thousand contributors are listed, and found by their node ids`() async throws {
        let repository = GitHubRepository.sample(issues: 0, contributors: 30_000)
        let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers)
        try await withClient(of: github) { client in
            var ids: Set<String> = []
            for page in 1...300 {
                let target = "/repos/octocat/hello-world/contributors?per_page=100&page=\(page)"
                ids.formUnion(try await client.get(target).list.compactMap { $0["node_id"] as? String })
            }
            #expect(ids.count == 30_000)
            let found = try await client.query(ids: Array(ids.prefix(100)))
            #expect(try found.object["errors"] == nil)
        }
        #expect(github.pointsSpent == 300)
    }

    @Test func `a hundred thousand issues are listed, the oldest first`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(id: 42, issues: 100_000, contributors: 0)])
        try await withClient(of: github) { client in
            var numbers: [Int] = []
            for page in 1...1000 {
                let target = "/repositories/42/issues?direction=asc&per_page=100&page=\(page)"
                numbers += try await client.get(target).numbers()
            }
            #expect(numbers == Array(1...100_000))
        }
    }
}
