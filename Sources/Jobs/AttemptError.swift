/// What went wrong in an attempt, in plain words: for the job's row, the log and whoever asks `GET /tasks/{id}`.
///
/// Never holds a token, a secret or the address of the configured webhook.
package struct AttemptError: Error, Equatable, Sendable {
    package var errorClass: ErrorClass
    /// One sentence that an operator understands without the source.
    package var message: String

    package init(_ errorClass: ErrorClass, _ message: String) {
        self.errorClass = errorClass
        self.message = message
    }
}

/// The kinds of things that go wrong, for filters and counts.
package enum ErrorClass: String, CaseIterable, Sendable {
    /// No connection to GitHub: DNS, TCP or TLS.
    case githubUnreachable = "github_unreachable"
    /// API_TIMEOUT passed.
    case githubTimeout = "github_timeout"
    /// GitHub's budget is spent.
    case githubRateLimit = "github_rate_limit"
    /// GitHub does not let this token (or nobody) read the repository: 401, 403.
    case githubDenied = "github_denied"
    /// Another status than the endpoint may answer.
    case githubStatus = "github_status"
    /// An answer that is not what GitHub documents.
    case githubAnswer = "github_answer"
    /// No connection to the receiver: DNS, TCP or TLS.
    case webhookUnreachable = "webhook_unreachable"
    /// WEBHOOK_TIMEOUT passed.
    case webhookTimeout = "webhook_timeout"
    /// The receiver answered something else than 2xx.
    case webhookStatus = "webhook_status"
    /// The job's own destination is not a URL that can be posted to.
    case webhookDestination = "webhook_destination"
    /// The database's own rules refuse what the attempt wanted to keep.
    case refused
    /// The process died while the job ran.
    case crash
    /// The process died ten times while the job ran.
    case poison
    /// A word that this version does not know.
    case other
}
