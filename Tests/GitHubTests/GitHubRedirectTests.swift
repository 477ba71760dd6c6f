import Jobs
import Loopback
import Testing

@testable import GitHub

struct GitHubRedirectTests {
    private let meter = RequestMeter()

    @Test(arguments: [301, 302, 307, 308])
    func `a redirect on the same host is followed, and counts as a request`(status: Int) async throws {
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: "The Octocat")])
        github.faults.add(.redirect(to: "/users/octocat", status: status)) { $0.path == "/users/old" }
        let user = try await withGitHub(github) { try await $0.user("old", meter: meter) }
        #expect(user.name == "The Octocat")
        #expect(meter.count == 2)
        #expect(github.log.exchanges.allSatisfy { $0.header("authorization") == "Bearer token" })
    }

    @Test func `an old name leads to all pages of the repository, and to its number`() async throws {
        var repository = GitHubRepository.sample(issues: 150, contributors: 1)
        repository.formerNames = ["octocat/old"]
        let issues = try await withGitHub(LoopbackGitHub(repositories: [repository])) {
            try await $0.issues(of: RepositoryName(username: "octocat", repository: "old"), meter: meter)
        }
        #expect(issues.items.count == 150)
        #expect(issues.repositoryID == 1_296_269)
        #expect(meter.count == 3)
    }

    @Test(arguments: ["/users/{next}", "?again={next}"])
    func `the fourth redirect is one too many`(location: String) async throws {
        let github = LoopbackGitHub()
        for step in 1...4 {
            github.faults.add(.redirect(to: location.replacing("{next}", with: "\(step)"), status: 301), times: 1)
        }
        await #expect(throws: GitHubError.answer("more than 3 redirects")) {
            try await withGitHub(github) { try await $0.user("octocat", meter: meter) }
        }
        #expect(meter.count == 4)
    }

    @Test func `the token goes to no other host`() async throws {
        let elsewhere = LoopbackReceiver()
        try await elsewhere.serve { url in
            let github = LoopbackGitHub()
            github.faults.add(.redirect(to: url + "/users/octocat", status: 301))
            await #expect(throws: GitHubError.answer("a redirect to another host, or to none")) {
                try await withGitHub(github) { try await $0.user("octocat", meter: meter) }
            }
        }
        #expect(elsewhere.log.count == 0)
    }

    @Test func `a redirect to nowhere is no answer`() async throws {
        let github = LoopbackGitHub()
        github.faults.add(.status(302))
        await #expect(throws: GitHubError.answer("a redirect to another host, or to none")) {
            try await withGitHub(github) { try await $0.user("octocat", meter: meter) }
        }
    }

    @Test func `a next page on another host is not read`() async throws {
        let elsewhere = LoopbackReceiver()
        try await elsewhere.serve { url in
            let github = LoopbackGitHub(repositories: [.sample(issues: 1, contributors: 0)])
            github.faults.add(.altered { $0.setHeader("link", to: "<\(url)/issues?page=2>; rel=\"next\"") })
            await #expect(throws: GitHubError.answer("a next page on another host")) {
                try await withGitHub(github) { try await $0.issues(of: .helloWorld, meter: meter) }
            }
        }
        #expect(elsewhere.log.count == 0)
    }
}
