import Jobs
import Loopback
import Testing

@testable import GitHub

/// What GitHub's refusals mean, and what becomes of an attempt that meets them.
@Suite(.timeLimit(.minutes(1)))
struct GitHubRefusalTests {
    private static let refusals: [(status: Int, body: String, error: GitHubError, isRetryable: Bool)] = [
        (204, "", .answer("not JSON"), true),
        (202, "{}", .status(202, message: ""), true),
        (304, "", .status(304, message: ""), true),
        (400, #"{"message":"Bad version"}"#, .status(400, message: "Bad version"), false),
        (
            403, #"{"message":"Resource not accessible"}"#,
            .denied(message: "Resource not accessible", needs: nil), false
        ),
        (
            403, #"{"message":"The history or contributor list is too large to list contributors"}"#,
            .listTooLarge(message: "The history or contributor list is too large to list contributors"), false
        ),
        (403, "<html>Request forbidden</html>", .status(403, message: ""), true),
        (404, #"{"message":"Not Found"}"#, .unavailable(status: 404, message: "Not Found"), false),
        (410, #"{"message":"Issues are disabled"}"#, .issuesDisabled(message: "Issues are disabled"), false),
        (422, #"{"message":"Validation Failed"}"#, .status(422, message: "Validation Failed"), false),
        (451, #"{"message":"Blocked"}"#, .unavailable(status: 451, message: "Blocked"), false),
        (500, #"{"message":"Oops"}"#, .status(500, message: "Oops"), true),
        (502, "<html>Unicorn!</html>", .status(502, message: ""), true),
        (503, "", .status(503, message: ""), true),
        (504, #"{"message":null}"#, .status(504, message: ""), true),
    ]

    @Test(arguments: refusals.indices)
    func `a refusal means the same wherever it is met`(index: Int) async throws {
        let refusal = Self.refusals[index]
        let github = LoopbackGitHub()
        github.faults.add(.answer(LoopbackAnswer(status: refusal.status, body: refusal.body)))
        let meter = RequestMeter()
        let error = await #expect(throws: GitHubError.self) {
            try await withGitHub(github) { try await $0.user("octocat", meter: meter) }
        }
        #expect(error == refusal.error)
        #expect(error?.isRetryable == refusal.isRetryable)
        #expect(error?.httpStatus == (refusal.status == 204 ? nil : refusal.status))
        #expect(meter.count == 1)
    }

    @Test(arguments: [
        ("{}", "an unexpected value at the top"),
        (#"[{"number":1,"title":"a"},{"number":2,"title":7}]"#, "an unexpected value at [1].title"),
        (#"[{"number":1,"title":"a","user":{"login":[]}}]"#, "an unexpected value at [0].user.login"),
        (#"[{"number":1,"user":null}]"#, "no [0].title"),
        ("<html>Welcome to the Wi-Fi</html>", "not JSON"),
        (#"[{"title":"#, "not JSON"),
        ("", "not JSON"),
    ])
    func `an answer that is not what GitHub documents is named by its place`(body: String, words: String) async throws {
        let github = LoopbackGitHub()
        github.faults.add(.answer(LoopbackAnswer(status: 200, body: body)))
        await #expect(throws: GitHubError.answer(words)) {
            try await withGitHub(github) { try await $0.issues(of: .helloWorld, meter: RequestMeter()) }
        }
    }

    @Test func `what the credentials lack is told where GitHub says so`() async throws {
        let github = LoopbackGitHub()
        let headers = ["x-accepted-github-permissions": "issues=read"]
        github.faults.add(.answer(.gitHub(403, "Resource not accessible by integration", headers: headers)))
        let error = await #expect(throws: GitHubError.self) {
            try await withGitHub(github) { try await $0.issues(of: .helloWorld, meter: RequestMeter()) }
        }
        #expect(error == .denied(message: "Resource not accessible by integration", needs: "issues=read"))
        #expect(error?.isRetryable == false)
    }

    @Test func `a late answer is a timeout`() async throws {
        let github = LoopbackGitHub()
        github.faults.add(.silence(.seconds(60)))
        let meter = RequestMeter()
        await #expect(throws: GitHubError.timeout(100)) {
            try await withGitHub(github, timeout: 100) { try await $0.user("octocat", meter: meter) }
        }
        #expect(meter.count == 1)
    }

    @Test func `a failure on a later page fails the list, and every request is counted`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 250, contributors: 0)])
        github.faults.add(.status(500)) { $0.target.hasSuffix("page=3") }
        let meter = RequestMeter()
        await #expect(throws: GitHubError.status(500, message: "")) {
            try await withGitHub(github) { try await $0.issues(of: .helloWorld, meter: meter) }
        }
        #expect(meter.count == 3)
    }

    @Test func `a cut page fails the list`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 50, contributors: 0)])
        github.faults.add(.truncated(after: 100))
        await #expect(throws: GitHubError.unreachable("connection closed before the whole answer was there")) {
            try await withGitHub(github) { try await $0.issues(of: .helloWorld, meter: RequestMeter()) }
        }
    }

    @Test func `a cancelled task sends nothing more`() async throws {
        let github = LoopbackGitHub(repositories: [.sample(issues: 250, contributors: 0)])
        github.faults.add(.silence(.seconds(60))) { $0.target.hasSuffix("page=2") }
        let name = try RepositoryName.helloWorld
        let error = try await withGitHub(github) { client in
            await withTaskGroup(of: GitHubError?.self) { group in
                group.addTask {
                    do throws(GitHubError) {
                        _ = try await client.issues(of: name, meter: RequestMeter())
                        return nil
                    } catch {
                        return error
                    }
                }
                _ = try? await github.log.first(2)
                group.cancelAll()
                return await group.next() ?? nil
            }
        }
        #expect(error == .cancelled)
        #expect(github.log.count == 2)
    }
}
