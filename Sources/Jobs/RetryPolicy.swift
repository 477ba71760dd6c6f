import Foundation

/// How long a job waits after a failure, and after how many failures it is given up. Pure: the jitter is passed in.
///
/// Exponential: `base × 2ⁿ⁻¹` after the n-th failure, ± 10 % jitter, never less than `base`, never more than `cap`.
/// With the defaults (base 5 s, cap 1 h), before jitter:
///
/// | failure | 1 | 2 | 3 | 4 | 5 | 8 | 10 | 11 and on |
/// |---|---|---|---|---|---|---|---|---|
/// | wait | 5 s | 10 s | 20 s | 40 s | 80 s | 10 min 40 s | 42 min 40 s | 1 h |
///
/// Constant: `base` after each failure.
package struct RetryPolicy: Equatable, Sendable {
    package enum Backoff: String, CaseIterable, Sendable {
        case exponential
        case constant
    }

    /// RETRY_MAX_ATTEMPTS: retries after the first attempt. With 3, the fourth failure is the last.
    package var maxRetries: Int
    /// RESCHEDULE_INTERVAL.
    package var base: Milliseconds
    /// RETRY_MAX_INTERVAL; not below `base`.
    package var cap: Milliseconds
    package var backoff: Backoff

    package init(maxRetries: Int, base: Milliseconds, cap: Milliseconds, backoff: Backoff) {
        precondition(maxRetries >= 0 && base.count >= 0 && cap >= base)
        self.maxRetries = maxRetries
        self.base = base
        self.cap = cap
        self.backoff = backoff
    }

    /// The wait after the `failure`-th failure, or nil when that one was the last.
    ///
    /// - Parameters:
    ///   - failure: from 1, the failure that has just happened included.
    ///   - maxRetries: the job's own, which go before the policy's; nil when it has none.
    ///   - jitter: from -1 to 1, where in the ± 10 % the wait lies.
    package func delay(afterFailure failure: Int, maxRetries: Int? = nil, jitter: Double) -> Milliseconds? {
        precondition(failure >= 1 && (-1...1).contains(jitter))
        guard failure <= maxRetries ?? self.maxRetries else { return nil }
        switch backoff {
        case .constant:
            return base
        case .exponential:
            let wait = Double(base.count) * pow(2, Double(failure - 1)) * (1 + 0.1 * jitter)
            return min(cap, max(base, Milliseconds(Int64(min(wait, Double(cap.count))))))
        }
    }
}
