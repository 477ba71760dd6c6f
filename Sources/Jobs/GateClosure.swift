/// Until when no request may go to GitHub, and why.
package struct GateClosure: Equatable, Sendable {
    package var until: Timestamp
    package var reason: GateState.Reason

    package init(until: Timestamp, reason: GateState.Reason) {
        self.until = until
        self.reason = reason
    }

    /// What a job that waits for it says.
    package var runReason: RunReason {
        switch reason {
        case .primary, .secondary: .rateLimit
        case .unauthorized: .held
        }
    }
}

extension Job {
    /// The job as it waits in truth: one that has something to collect is not claimed while GitHub wants no request, and says
    /// when that will be over, although its row says only when it was due.
    package func waiting(behind closure: GateClosure?) -> Job {
        guard let closure, state == .queued, stage == .collect, runAt < closure.until else { return self }
        var job = self
        job.runAt = closure.until
        job.runReason = closure.runReason
        return job
    }
}
