package import Jobs
import Outbound

/// Why GitHub was not read.
package enum GitHubError: Error, Equatable, Sendable {
    /// No budget before then. Without a status the gate kept the request back.
    case rateLimited(until: Timestamp, status: Int?)
    /// 404: there is no such thing, or none that we may see. 451: a court or a law forbids it to be shown.
    case unavailable(status: Int, message: String)
    /// 410 on a repository's issues.
    case issuesDisabled(message: String)
    /// 403: a history too large for GitHub to list its contributors.
    case listTooLarge(message: String)
    /// 401: the token is bad. 403: it may not read this.
    case denied(status: Int, message: String)
    /// Another status than the endpoint may answer.
    case status(Int, message: String)
    case timeout(Milliseconds)
    /// No connection, or none that lasted; in plain words.
    case unreachable(String)
    /// An answer that is not what GitHub documents; in plain words.
    case answer(String)
    /// The surrounding task was cancelled.
    case cancelled

    init(_ error: OutboundError) {
        switch error {
        case .timeout(let limit): self = .timeout(Milliseconds(limit))
        case .unreachable(let reason): self = .unreachable(reason)
        case .invalidURL: self = .unreachable("its address is not an http or https URL")
        case .tooLarge(let limit): self = .answer("more than \(limit) bytes in one page")
        case .cancelled: self = .cancelled
        }
    }

    /// The status that decided. Nil where there was none.
    package var httpStatus: Int? {
        switch self {
        case .rateLimited(_, let status): status
        case .unavailable(let status, _), .denied(let status, _), .status(let status, _): status
        case .issuesDisabled: 410
        case .listTooLarge: 403
        case .timeout, .unreachable, .answer, .cancelled: nil
        }
    }

    /// Whether the same request could succeed later, without anybody changing the task or the repository.
    ///
    /// A bad token counts as retryable, since an operator mends it and the task is not at fault.
    package var isRetryable: Bool {
        switch self {
        case .rateLimited, .timeout, .unreachable, .answer, .cancelled: true
        case .unavailable, .issuesDisabled, .listTooLarge: false
        case .denied(let status, _): status == 401
        case .status(let status, _): !(400...499).contains(status) || [403, 408, 409, 425, 429].contains(status)
        }
    }
}
