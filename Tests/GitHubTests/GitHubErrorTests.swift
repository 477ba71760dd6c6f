import GitHub
import Jobs
import Testing

struct GitHubErrorTests {
    private static let moment = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)

    private static let words: [(GitHubError, ErrorClass, String)] = [
        (
            .rateLimited(.core, until: moment, status: 403), .githubRateLimit,
            "GitHub's budget is spent until 2023-11-14T22:13:20.000Z"
        ),
        (
            .rateLimited(.secondary, until: moment, status: nil), .githubRateLimit,
            "GitHub wants fewer requests at once, and none until 2023-11-14T22:13:20.000Z"
        ),
        (
            .rateLimited(.reserve, until: moment, status: nil), .githubRateLimit,
            "The last tenth of GitHub's budget is kept for smaller jobs until 2023-11-14T22:13:20.000Z"
        ),
        (.unavailable(status: 404, message: "Not Found"), .githubStatus, "GitHub answered 404: Not Found"),
        (.issuesDisabled(message: ""), .githubStatus, "GitHub answered 410"),
        (.listTooLarge(message: "too large"), .githubStatus, "GitHub answered 403: too large"),
        (
            .unauthorized(until: moment, status: 401, message: "Bad credentials"), .githubDenied,
            "GitHub does not accept the credentials; asked again at 2023-11-14T22:13:20.000Z: Bad credentials"
        ),
        (
            .denied(message: "Forbidden", needs: "issues=read"), .githubDenied,
            "GitHub does not let us read: it answered 403: Forbidden (it needs issues=read)"
        ),
        (.status(502, message: ""), .githubStatus, "GitHub answered 502"),
        (.timeout(10_000), .githubTimeout, "GitHub took longer than 10000 ms"),
        (.unreachable("connection refused"), .githubUnreachable, "GitHub cannot be reached: connection refused"),
        (.tooLarge(limit: 99), .githubAnswer, "GitHub's answer is larger than 99 bytes"),
        (.answer("not JSON"), .githubAnswer, "GitHub's answer is not what it documents: not JSON"),
        (.cancelled, .githubUnreachable, "The collection was stopped before GitHub had answered"),
    ]

    @Test(arguments: words)
    func `an error is one sentence and a class`(error: GitHubError, errorClass: ErrorClass, sentence: String) {
        #expect(error.attemptError == AttemptError(errorClass, sentence))
    }

    @Test(arguments: [(408, true), (409, true), (418, false), (425, true), (500, true), (599, true)])
    func `of the client's own errors only those that pass are retried`(status: Int, isRetryable: Bool) {
        #expect(GitHubError.status(status, message: "").isRetryable == isRetryable)
    }
}
