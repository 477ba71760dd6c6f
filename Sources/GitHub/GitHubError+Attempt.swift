package import Jobs

extension GitHubError {
    /// What the job's row and the log say.
    package var attemptError: AttemptError {
        switch self {
        case .rateLimited(let limit, let until, _):
            AttemptError(.githubRateLimit, "\(Self.words(for: limit)) until \(until.iso8601)")
        case .unauthorized(let until, _, let message):
            AttemptError(
                .githubDenied,
                Self.sentence("GitHub does not accept the credentials; asked again at \(until.iso8601)", message)
            )
        case .denied(let message, let needs):
            AttemptError(
                .githubDenied,
                Self.sentence("GitHub does not let us read: it answered 403", message)
                    + (needs.map { " (it needs \($0.oneLine.prefix(200)))" } ?? "")
            )
        case .unavailable(let status, let message), .status(let status, let message):
            AttemptError(.githubStatus, Self.sentence("GitHub answered \(status)", message))
        case .issuesDisabled(let message):
            AttemptError(.githubStatus, Self.sentence("GitHub answered 410", message))
        case .listTooLarge(let message):
            AttemptError(.githubStatus, Self.sentence("GitHub answered 403", message))
        case .timeout(let limit):
            AttemptError(.githubTimeout, "GitHub took longer than \(limit.count) ms")
        case .unreachable(let reason):
            AttemptError(.githubUnreachable, "GitHub cannot be reached: \(reason)")
        case .tooLarge(let limit):
            AttemptError(.githubAnswer, "GitHub's answer is larger than \(limit) bytes")
        case .answer(let reason):
            AttemptError(.githubAnswer, "GitHub's answer is not what it documents: \(reason)")
        case .cancelled:
            AttemptError(.githubUnreachable, "The collection was stopped before GitHub had answered")
        }
    }

    private static func words(for limit: RateLimit) -> String {
        switch limit {
        case .core: "GitHub's budget is spent"
        case .secondary: "GitHub wants fewer requests at once, and none"
        case .graphQL: "GitHub's budget of GraphQL queries is spent"
        case .reserve: "The last tenth of GitHub's budget is kept for smaller jobs"
        }
    }

    private static func sentence(_ start: String, _ message: String) -> String {
        message.isEmpty ? start : "\(start): \(message)"
    }
}
