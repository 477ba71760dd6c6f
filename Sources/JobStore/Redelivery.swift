package import Jobs

/// What became of the wish to send a finished job's payload once more.
package enum Redelivery: Equatable, Sendable {
    /// It is due now, with the same `webhook-id` and the same bytes.
    case queued(Job)
    /// There is no such job.
    case unknown
    /// It is live: what it has to deliver will be delivered.
    case unfinished(JobState)
    /// Another job for the same task is live.
    case alreadyLive(JobID)
    /// There is nothing to send: nothing was ever frozen, or it has been pruned.
    case notKept
}

extension Redelivery {
    /// Why nothing is sent, as a sentence; nil when something is.
    package var refusal: String? {
        switch self {
        case .queued: nil
        case .unknown: "there is no such job"
        case .unfinished(let state): "the job is not finished: it is \(state.rawValue)"
        case .alreadyLive(let id): "job \(id) is live for the same task"
        case .notKept: "there is no payload to deliver: none was ever collected, or it is kept no longer"
        }
    }
}
