/// Where a job stands.
///
/// | state | who moves a job in | who moves it out |
/// |---|---|---|
/// | `queued` | enqueue; record (retry, defer, release); recover; redeliver; retry | claim; cancel |
/// | `running` | claim | record; cancel; recover, when the process that ran it is dead |
/// | `held` | hold, while its destination is down or gone | release; cancel |
/// | `completed` | record, after the receiver's 2xx | redeliver |
/// | `discarded` | record, when it is given up; recover, after the tenth crash | redeliver; retry |
/// | `cancelled` | cancel | redeliver; retry |
package enum JobState: String, CaseIterable, Sendable {
    case queued
    case running
    case held
    case completed
    case discarded
    case cancelled
}

/// What an attempt begins with: a job collects until its payload is frozen, and delivers from then on.
package enum Stage: String, CaseIterable, Sendable {
    case collect
    case deliver
}

/// Why a job waits until its `run_at`.
package enum RunReason: String, CaseIterable, Sendable {
    /// SCHEDULE_INTERVAL after it was accepted.
    case enqueued
    /// A failure, and the wait that the retry policy gives it.
    case backoff
    /// The receiver asked for this wait.
    case retryAfter = "retry_after"
    /// GitHub's budget is spent until then.
    case rateLimit = "rate_limit"
    /// The process died while the job ran.
    case crash
    /// The daemon was stopped while the job ran.
    case shutdown
    /// Somebody chose it: an operator, or whoever wants it delivered again.
    case manual
    /// What it needs was held: its destination, until that was released, or GitHub, while it refuses the credentials.
    case held
}
