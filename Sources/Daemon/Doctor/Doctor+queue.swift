import JobStore
import Jobs

/// What waits, and for whom.
extension Doctor {
    /// So long may a job have been due while nothing keeps it back.
    private static let patience = Milliseconds.seconds(300)

    /// Nothing where the database cannot be looked into, which another examination tells.
    func queue() -> [Finding] {
        guard let overview = overview() else { return [] }
        let findings = [paused(overview), closed(overview), late(overview), held(overview), givenUp(overview)]
            .compactMap(\.self)
        let live = overview.stats.jobs.filter { !$0.key.isFinal }.values.reduce(0, +)
        return findings.isEmpty ? [.ok("queue", "\(live.counted("live job")), and nothing is stuck")] : findings
    }

    private func overview() -> StoreOverview? {
        do {
            let store = try OperatorStore(path: settings.databasePath)
            let overview = try store.overview(at: now())
            try store.close()
            return overview
        } catch {
            return nil
        }
    }

    private func paused(_ overview: StoreOverview) -> Finding? {
        overview.stats.pausedAt.map {
            .warning("queue", "paused since \($0.iso8601): no job is begun", remedy: "hookme queue resume")
        }
    }

    private func closed(_ overview: StoreOverview) -> Finding? {
        overview.closure.map {
            .warning(
                "queue", "GitHub is not asked before \($0.until.iso8601) (\($0.reason.rawValue))",
                remedy: $0.reason == .unauthorized
                    ? "compare API_TOKEN, or the GitHub App's keys" : "it goes on by itself"
            )
        }
    }

    private func late(_ overview: StoreOverview) -> Finding? {
        guard overview.stats.pausedAt == nil, overview.closure == nil, let due = overview.stats.oldestDueAt,
            now() - due > Self.patience
        else { return nil }
        return .warning(
            "queue", "a job has been due for \((now() - due).words)",
            remedy: "is there a daemon, and are there WORKERS enough?")
    }

    private func held(_ overview: StoreOverview) -> Finding? {
        guard let first = overview.held.first else { return nil }
        let others = overview.held.count > 1 ? " and \((overview.held.count - 1).counted("other"))" : ""
        return .warning(
            "queue", "held: \(first.destination.label)\(others), whose jobs wait",
            remedy: "hookme destinations says why, hookme destinations release lets them go on")
    }

    private func givenUp(_ overview: StoreOverview) -> Finding? {
        guard let count = overview.stats.jobs[.discarded], count > 0 else { return nil }
        return .warning(
            "queue", "\(count.counted("job")) \(count == 1 ? "was" : "were") given up",
            remedy: "hookme jobs list --state discarded; hookme jobs retry ID")
    }
}
