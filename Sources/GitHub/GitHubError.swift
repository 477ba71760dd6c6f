package import Jobs
import Outbound

/// What limits requests.
package enum RateLimit: Equatable, Sendable {
    /// The budget of REST requests is spent: for everybody.
    case core
    /// Too much at once, by GitHub's own measure: for everybody.
    case secondary
    /// The budget of GraphQL queries is spent: for those who need one.
    case graphQL
    /// What is left of the budget is kept for those who need little: for whoever has spent much.
    case reserve

    /// Whether the gate keeps everybody back, and so lets them through in the order in which they were due.
    package var isEverybodys: Bool {
        self == .core || self == .secondary
    }
}

/// Why GitHub was not read.
package enum GitHubError: Error, Equatable, Sendable {
    /// Nothing before then. Without a status the request was kept back and not sent.
    case rateLimited(RateLimit, until: Timestamp, status: Int?)
    /// 404: there is no such thing, or none that we may see. 451: a court or a law forbids it to be shown.
    case unavailable(status: Int, message: String)
    /// 410 on a repository's issues.
    case issuesDisabled(message: String)
    /// 403: a history too large for GitHub to list its contributors.
    case listTooLarge(message: String)
    /// 401: GitHub does not accept the credentials, and nothing is asked before then. Without a status the gate kept the
    /// request back.
    case unauthorized(until: Timestamp, status: Int?, message: String)
    /// 403: the credentials do not reach that far. What they lack, where GitHub says so.
    case denied(message: String, needs: String?)
    /// Another status than the endpoint may answer.
    case status(Int, message: String)
    case timeout(Milliseconds)
    /// No connection, or none that lasted; in plain words.
    case unreachable(String)
    /// More than this many bytes in one answer.
    case tooLarge(limit: Int)
    /// An answer that is not what GitHub documents; in plain words.
    case answer(String)
    /// The surrounding task was cancelled.
    case cancelled

    init(_ error: OutboundError) {
        switch error {
        case .timeout(let limit): self = .timeout(Milliseconds(limit))
        case .stalled: self = .unreachable("it does not go on")
        case .unreachable(let reason), .interrupted(let reason): self = .unreachable(reason)
        case .invalidURL: self = .unreachable("its address is not an http or https URL")
        case .tooLarge(let limit): self = .tooLarge(limit: limit)
        case .cancelled: self = .cancelled
        }
    }

    /// The status that decided. Nil where there was none.
    package var httpStatus: Int? {
        switch self {
        case .rateLimited(_, _, let status), .unauthorized(_, let status, _): status
        case .unavailable(let status, _), .status(let status, _): status
        case .issuesDisabled: 410
        case .listTooLarge, .denied: 403
        case .timeout, .unreachable, .tooLarge, .answer, .cancelled: nil
        }
    }

    /// Whether the same request could succeed later, without anybody changing the task, the repository or the credentials.
    package var isRetryable: Bool {
        switch self {
        case .rateLimited, .unauthorized, .timeout, .unreachable, .tooLarge, .answer, .cancelled: true
        case .unavailable, .issuesDisabled, .listTooLarge, .denied: false
        case .status(let status, _): !(400...499).contains(status) || [403, 408, 409, 425, 429].contains(status)
        }
    }
}
