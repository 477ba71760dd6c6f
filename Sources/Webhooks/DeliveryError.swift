package import Jobs
package import Outbound

/// Why a delivery did not succeed.
package enum DeliveryError: Error, Equatable, Sendable {
    /// Something else than 2xx, the beginning of what the receiver said to it, and when it wants to be asked again.
    case status(Int, head: String, retryAfter: RetryAfter? = nil)
    case timeout(Milliseconds)
    /// It took nothing or said nothing for too long.
    case stalled(OutboundError.Stall)
    /// No connection; in plain words.
    case unreachable(String)
    /// A connection that did not last, or no answer in what came by it; in plain words. The receiver may have the payload.
    case interrupted(String)
    /// WEBHOOK_URL is not a URL that can be posted to.
    case invalidDestination
    /// The job's own destination may not be connected to, and was not.
    case forbidden(DestinationRefusal)
    /// The surrounding task was cancelled. The receiver may have the payload or not.
    case cancelled

    init(_ error: OutboundError) {
        switch error {
        case .timeout(let limit): self = .timeout(Milliseconds(limit))
        case .stalled(let stall): self = .stalled(stall)
        case .unreachable(let reason): self = .unreachable(reason)
        case .interrupted(let reason): self = .interrupted(reason)
        case .invalidURL: self = .invalidDestination
        case .tooLarge(let limit): self = .interrupted("the answer is longer than \(limit) bytes")
        case .cancelled: self = .cancelled
        }
    }

    init(_ error: GuardedError) {
        switch error {
        case .refused(let refusal): self = .forbidden(refusal)
        case .outbound(let error): self = DeliveryError(error)
        }
    }

    /// The status that decided the delivery. Nil where there was none.
    package var httpStatus: Int? {
        guard case .status(let status, _, _) = self else { return nil }
        return status
    }

    /// The beginning of what the receiver said. Nil where it said nothing.
    package var answer: String? {
        guard case .status(_, let head, _) = self, !head.isEmpty else { return nil }
        return head
    }

    /// Whether the same delivery could succeed later, without anybody changing the task.
    package var isRetryable: Bool {
        switch self {
        case .invalidDestination, .forbidden: false
        case .status, .timeout, .stalled, .unreachable, .interrupted, .cancelled: true
        }
    }

    /// What it says of the destination. Nil: nothing, since the fault is not there.
    package var verdict: DeliveryVerdict? {
        switch self {
        case .status(410, _, _): .gone
        // This payload is too large for it (RFC 9110, section 15.5.14).
        case .status(413, _, _), .invalidDestination, .forbidden, .cancelled: nil
        case .status, .timeout, .stalled, .unreachable, .interrupted: .failed
        }
    }

    /// When the receiver wants to be asked again: it says so with 429 (too many requests) and 503 (not available).
    package var retryAfter: RetryAfter? {
        guard case .status(let status, _, let retryAfter) = self, status == 429 || status == 503 else { return nil }
        return retryAfter
    }

    /// What the job's row and the log say.
    package var attemptError: AttemptError {
        switch self {
        case .status(let status, let head, _):
            AttemptError(.webhookStatus, Self.words(for: status) + (head.isEmpty ? "" : ": \(head)"))
        case .timeout(let limit):
            AttemptError(.webhookTimeout, "The receiver took longer than \(limit.count) ms")
        case .stalled(.request):
            AttemptError(.webhookTimeout, "The receiver took nothing more of the request")
        case .stalled(.answer):
            AttemptError(.webhookTimeout, "The receiver said nothing after the request")
        case .unreachable(let reason):
            AttemptError(.webhookUnreachable, "The receiver cannot be reached: \(reason)")
        case .interrupted(let reason):
            AttemptError(.webhookUnreachable, "The delivery failed on its way: \(reason)")
        case .invalidDestination:
            AttemptError(.webhookDestination, "The destination is not an http or https URL")
        case .forbidden(let refusal):
            AttemptError(.webhookDestination, "The destination \(refusal)")
        case .cancelled:
            AttemptError(.webhookUnreachable, "The delivery was stopped before the receiver answered")
        }
    }

    private static func words(for status: Int) -> String {
        (300...399).contains(status)
            ? "The receiver answered \(status), a redirect, and redirects are not followed"
            : "The receiver answered \(status)"
    }
}
