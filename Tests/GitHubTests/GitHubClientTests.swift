import Jobs
import Loopback
import TestSupport
import Testing

@testable import GitHub

struct GitHubClientTests {
    private let meter = RequestMeter()

    @Test func `every page is read, in order`() async throws {
        let github = LoopbackGitHub(
            repositories: [.sample(issues: 250, pullRequests: 5, closedIssues: 40, contributors: 101, anonymous: 3)]
        )
        let (issues, contributors) = try await withGitHub(github) { client in
            (
                try await client.issues(of: .helloWorld, meter: meter),
                try await client.contributors(to: .helloWorld, meter: meter)
            )
        }
        #expect(issues.items.count == 255)
        #expect(issues.items.count(where: \.isPullRequest) == 5)
        #expect(issues.isComplete)
        #expect(issues.repositoryID == nil)
        #expect(contributors.items.count == 104)
        #expect(contributors.items.count { $0.login == nil } == 3)
        #expect(meter.count == 5)
        #expect(
            github.log.exchanges.map(\.target).prefix(2) == [
                "/repos/octocat/Hello-World/issues?state=open&per_page=100",
                "/repositories/1296269/issues?state=open&per_page=100&page=2",
            ]
        )
    }

    @Test func `a request says who asks, for what and with which token`() async throws {
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: "The Octocat")], token: "s3cret")
        let user = try await withGitHub(github, token: "s3cret") { try await $0.user("octocat", meter: meter) }
        #expect(user.name == "The Octocat")
        let sent = try #require(github.log.exchanges.first)
        #expect(sent.method == "GET")
        #expect(sent.header("authorization") == "Bearer s3cret")
        #expect(sent.header("user-agent") == "hookme-tests")
        #expect(sent.header("accept") == "application/vnd.github+json")
        #expect(sent.header("x-github-api-version") == "2022-11-28")
    }

    @Test func `without a token no credentials are sent`() async throws {
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)])
        let user = try await withGitHub(github, token: nil) { try await $0.user("octocat", meter: meter) }
        #expect(user.name == nil)
        #expect(github.log.exchanges.map { $0.header("authorization") } == [nil])
    }

    @Test func `an Enterprise Server is read below its path`() async throws {
        let server = LoopbackReceiver()
        server.faults.add(.answer(LoopbackAnswer(status: 200, body: #"{"name":"Mona"}"#))) {
            $0.target == "/api/v3/users/mona%5Bbot%5D"
        }
        let user = try await withGitHub(server, path: "/api/v3/") { try await $0.user("mona[bot]", meter: meter) }
        #expect(user.name == "Mona")
    }

    @Test func `an empty repository has no contributors`() async throws {
        let empty = GitHubRepository(id: 1, owner: "octocat", name: "Hello-World", traits: [.withoutCommits])
        let contributors = try await withGitHub(LoopbackGitHub(repositories: [empty])) {
            try await $0.contributors(to: .helloWorld, meter: meter)
        }
        #expect(contributors == Listing(items: [], isComplete: true))
    }

    @Test func `a next page that is the page itself ends the list as a failure`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 3, contributors: 0)])
        github.faults.add(
            .altered {
                $0.setHeader(
                    "link", to: "</repos/octocat/Hello-World/issues?state=open&per_page=100>; rel=\"next\""
                )
            }
        )
        await #expect(throws: GitHubError.answer("a next page that is none")) {
            try await withGitHub(github) { try await $0.issues(of: .helloWorld, meter: meter) }
        }
        #expect(meter.count == 1)
    }

    @Test func `neither the log nor a description shows the token`() async throws {
        let lines = LogLines()
        let github = LoopbackGitHub(users: [GitHubUser(login: "octocat", name: nil)])
        try await withGitHub(github, token: "s3cret", logger: lines.logger) { client in
            _ = try await client.user("octocat", meter: meter)
            let credentials = TokenCredentials("s3cret")
            #expect(!"\(client) \(credentials) \(String(reflecting: credentials))".contains("s3cret"))
            #expect(!credentials.reader.contains("s3cret"))
        }
        #expect(lines.text.contains("/users/octocat"))
        #expect(!lines.text.contains("s3cret"))
    }
}
