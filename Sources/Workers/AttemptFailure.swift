import GitHub
import JobStore
import Jobs
import Webhooks

/// What ended an attempt before the receiver's 2xx.
enum AttemptFailure: Error {
    case collect(GitHubError)
    case deliver(DeliveryError)
    case store(StoreError)

    /// The status of the answer that decided, GitHub's or the receiver's.
    var httpStatus: Int? {
        switch self {
        case .collect(let error): error.httpStatus
        case .deliver(let error): error.httpStatus
        case .store: nil
        }
    }

    /// The job is not this attempt's any more.
    var isLostClaim: Bool {
        guard case .store(.claimLost) = self else { return false }
        return true
    }

    /// The beginning of what the receiver said.
    var answer: String? {
        guard case .deliver(let error) = self else { return nil }
        return error.answer
    }

    /// What it says of the destination.
    var verdict: DeliveryVerdict? {
        guard case .deliver(let error) = self else { return nil }
        return error.verdict
    }

    /// Before when the receiver does not want to be asked again.
    func retryAfter(at now: Timestamp) -> Timestamp? {
        guard case .deliver(let error) = self else { return nil }
        return error.retryAfter?.moment(at: now)
    }

    /// Decides what shall become of the job. Pure: the time and the jitter (from -1 to 1) are passed in.
    ///
    /// A spent budget and refused credentials defer, a shutdown releases, a held destination holds, and none of them counts as a
    /// failure. What no retry can mend discards;
    /// everything else is retried until the job or, where that says nothing, the policy says that it was the last time. Nil when nothing may be recorded: the
    /// claim is lost, or the database cannot be written any more.
    func outcome(for claim: Claim, retryPolicy: RetryPolicy, now: Timestamp, jitter: Double) -> Outcome? {
        func afterFailure(_ error: AttemptError, isRetryable: Bool, notBefore: Timestamp? = nil) -> Outcome {
            let delay = retryPolicy.delay(
                afterFailure: claim.job.failures + 1, maxRetries: claim.job.maxRetries, jitter: jitter
            )
            guard isRetryable, let delay else { return .discard(error) }
            if let notBefore, notBefore > now + delay { return .retry(at: notBefore, .retryAfter, error) }
            return .retry(at: now + delay, .backoff, error)
        }

        switch self {
        case .collect(.cancelled), .deliver(.cancelled), .store(.cancelled):
            return .release
        case .store(let error) where error.isTransient:
            // It would have been asked again, had the attempt not been stopped.
            return .release
        case .collect(let error):
            // While the gate keeps everybody back a job stays due when it was: it is not claimed before the gate lets it, in
            // the order in which all were due, and it does not wait for a gate that is not its reader's any more.
            // Not so one that has lost its payload: it was to deliver, and the gate does not know of it.
            let isBehindGate = claim.job.stage == .collect
            switch error {
            case .rateLimited(let limit, let until, _):
                let until = limit.isEverybodys && isBehindGate ? claim.job.runAt : until
                return .defer(until: until, .rateLimit, error.attemptError)
            case .unauthorized(let until, _, _):
                return .defer(until: isBehindGate ? claim.job.runAt : until, .held, error.attemptError)
            default: return afterFailure(error.attemptError, isRetryable: error.isRetryable)
            }
        case .deliver(let error) where error.verdict == .gone || claim.isProbe && error.verdict == .failed:
            return .hold(error.attemptError)
        case .deliver(let error):
            return afterFailure(
                error.attemptError, isRetryable: error.isRetryable, notBefore: retryAfter(at: now)
            )
        case .store(.refused(let rule)):
            return .discard(AttemptError(.refused, "The database refuses the payload: \(rule)"))
        case .store:
            return nil
        }
    }
}
