package import Jobs

/// Why a verb that somebody asked for did nothing with a job.
package enum Refusal: Error, Equatable, Sendable {
    /// There is no such job.
    case unknown
    /// The job is in a state that does not allow it.
    case wrongState(JobState, allowed: [JobState])
    /// Another job for the same task is live, and there is at most one of those.
    case alreadyLive(JobID)
    /// There is nothing to send: nothing was ever frozen, or it has been pruned.
    case notKept
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown: "there is no such job"
        case .wrongState(let state, let allowed):
            "the job is \(state.rawValue), and has to be \(allowed.map(\.rawValue).joined(separator: " or "))"
                + (state == .held ? ": it goes on once its destination is released" : "")
        case .alreadyLive(let id): "job \(id) is live for the same task"
        case .notKept: "there is no payload to deliver: none was ever collected, or it is kept no longer"
        }
    }
}

extension Result<Job, Refusal> {
    /// Nil where nothing was done.
    var job: Job? {
        guard case .success(let job) = self else { return nil }
        return job
    }
}

extension JobState {
    /// Those in which nothing more becomes of a job by itself.
    package static let finished = [JobState.completed, .discarded, .cancelled]

    package var isFinal: Bool {
        Self.finished.contains(self)
    }
}
