import GitHub
import JobStore
import Jobs

/// How the daemon stands, in the line that `systemctl status` shows.
enum StatusLine {
    /// - Parameters:
    ///   - closure: what keeps every request to GitHub back; nil: nothing.
    static func text(_ vitals: Vitals, closure: GateClosure?) -> String {
        let jobs = [JobState.queued, .running, .held].map { "\(vitals.jobs[$0] ?? 0) \($0.rawValue)" }
        var parts = [jobs.joined(separator: ", ")]
        if vitals.pausedAt != nil { parts.append("paused") }
        if let closure { parts.append("GitHub closed until \(closure.until.iso8601) (\(closure.reason.rawValue))") }
        if vitals.heldDestinations > 0 { parts.append("destinations held: \(vitals.heldDestinations)") }
        return parts.joined(separator: "; ")
    }
}
