/// What an attempt decided. The executor decides, the store records.
package enum Outcome: Equatable, Sendable {
    /// The receiver answered 2xx: the job is done.
    case complete
    /// A failure: try again then. Counts against RETRY_MAX_ATTEMPTS.
    case retry(at: Timestamp, RunReason, AttemptError)
    /// Waiting, not failing: go on then. Counts as a deferral only.
    case `defer`(until: Timestamp, RunReason, AttemptError)
    /// Its destination is held: wait until that is released. Counts as a deferral only.
    case hold(AttemptError)
    /// The daemon stops: put the job back as it was, due at once.
    case release
    /// The last failure, or one that no retry can mend: give the job up.
    case discard(AttemptError)

    /// The word that the attempt's row carries.
    package var result: AttemptResult {
        switch self {
        case .complete: .completed
        case .retry: .failed
        case .defer, .hold: .deferred
        case .release: .released
        case .discard: .discarded
        }
    }

    package var error: AttemptError? {
        switch self {
        case .complete, .release: nil
        case .retry(_, _, let error), .defer(_, _, let error), .hold(let error), .discard(let error): error
        }
    }
}
