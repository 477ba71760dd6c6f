import Jobs
import Logging

extension Logger {
    /// Puts the job into every line of its attempt.
    func of(_ claim: Claim) -> Logger {
        var logger = self
        logger[metadataKey: "job"] = "\(claim.job.id)"
        logger[metadataKey: "task"] = "\(claim.job.name)"
        logger[metadataKey: "attempt"] = "\(claim.job.attempts)"
        return logger
    }

    /// What an attempt changed for all jobs of its destination.
    func changed(_ change: DestinationChange, _ destination: Destination) {
        let place: Logger.Metadata = ["destination": "\(destination.publicText)"]
        switch change {
        case .held(let reason, let probeAt):
            let probe: Logger.Metadata = probeAt.map { ["probe_at": "\($0.iso8601)"] } ?? [:]
            warning(
                "destination held",
                metadata: place.merging(["reason": "\(reason.rawValue)"]) { $1 }.merging(probe) { $1 })
        case .released:
            notice("destination released", metadata: place)
        }
    }

    /// What an attempt leaves that records nothing. A lost claim is somebody's wish: the job was cancelled while it ran, or
    /// changed by hand. Otherwise the job stays `running` in the database, and the next start recovers it.
    func unrecorded(_ isClaimLost: Bool, _ error: String) {
        if isClaimLost {
            notice("job taken away while it ran", metadata: ["error": "\(error)"])
        } else {
            self.error("outcome not recorded", metadata: ["error": "\(error)"])
        }
    }

    /// The one line that each attempt leaves.
    func recorded(_ outcome: Outcome, _ report: AttemptReport) {
        var metadata: Logger.Metadata = [
            "stage": "\(report.stage.rawValue)", "requests": "\(report.requests)",
            "duration_ms": "\(report.duration?.count ?? 0)",
        ]
        if let status = report.httpStatus { metadata["status"] = "\(status)" }
        if let error = outcome.error { metadata["error"] = "\(error.message)" }
        switch outcome {
        case .complete:
            info("job completed", metadata: metadata)
        case .retry(let at, let reason, _):
            metadata.merge(["run_at": "\(at.iso8601)", "reason": "\(reason.rawValue)"]) { $1 }
            warning("job failed, to be retried", metadata: metadata)
        case .defer(let until, let reason, _):
            metadata.merge(["run_at": "\(until.iso8601)", "reason": "\(reason.rawValue)"]) { $1 }
            notice("job deferred", metadata: metadata)
        case .hold:
            notice("job held", metadata: metadata)
        case .release:
            notice("job released", metadata: metadata)
        case .discard:
            error("job discarded", metadata: metadata)
        }
    }
}
