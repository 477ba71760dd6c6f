package import JobStore
package import Jobs

/// How the queue stands, what keeps it waiting, and what was done in the last hour: `GET /stats`, and `hookme stats`.
package struct StatsReport: Sendable {
    package var stats: Stats
    /// Nil: not known.
    package var lastHour: HistorySpan?
    /// What keeps every request to GitHub back; nil for nothing.
    package var closure: GateClosure?
    /// As GitHub last said; empty where nobody has asked it.
    package var budgets: [BudgetStatus]
    /// The destinations that are held. Who may only see how it stands learns of a URL no more than the scheme and the host.
    package var held: [DestinationStatus]
    /// Of the database's file and its write-ahead log. Nil: not known.
    package var databaseBytes: Int64?

    package init(
        stats: Stats, lastHour: HistorySpan?, closure: GateClosure?, budgets: [BudgetStatus],
        held: [DestinationStatus], databaseBytes: Int64?
    ) {
        (self.stats, self.lastHour, self.closure) = (stats, lastHour, closure)
        (self.budgets, self.held, self.databaseBytes) = (budgets, held, databaseBytes)
    }

    var body: JSONObject {
        var body = JSONObject()
        body.add("jobs", Self.object(stats.jobs))
        body.add("paused", stats.pausedAt != nil)
        body.add("paused_at", stats.pausedAt?.iso8601)
        body.add("oldest_due_at", stats.oldestDueAt?.iso8601)
        body.add("next_run_at", stats.nextRunAt?.iso8601)
        if let lastHour { body.add("last_hour", Self.object(lastHour)) }
        var github = JSONObject()
        github.add("closed_until", closure?.until.iso8601)
        github.add("reason", closure?.reason.rawValue)
        github.add("budgets", budgets.map(Self.object))
        body.add("github", github)
        body.add("held_destinations", held.map(Self.object))
        if let databaseBytes { body.add("database_bytes", databaseBytes) }
        return body
    }

    private static func object(_ jobs: [JobState: Int]) -> JSONObject {
        var object = JSONObject()
        object.add("queued", jobs[.queued] ?? 0)
        object.add("running", jobs[.running] ?? 0)
        object.add("held", jobs[.held] ?? 0)
        object.add("completed", jobs[.completed] ?? 0)
        object.add("discarded", jobs[.discarded] ?? 0)
        object.add("cancelled", jobs[.cancelled] ?? 0)
        return object
    }

    private static func object(_ hour: HistorySpan) -> JSONObject {
        var object = JSONObject()
        object.add("accepted", hour.accepted)
        object.add("completed", hour.completed)
        object.add("discarded", hour.discarded)
        object.add("cancelled", hour.cancelled)
        object.add("failed_attempts", hour.failed)
        if let mean = hour.meanLatency { object.add("mean_latency_ms", mean.count) }
        if let longest = hour.maxLatency { object.add("max_latency_ms", longest.count) }
        return object
    }

    private static func object(_ budget: BudgetStatus) -> JSONObject {
        var object = JSONObject()
        object.add("resource", budget.resource)
        if let limit = budget.limit { object.add("limit", limit) }
        if let remaining = budget.remaining { object.add("remaining", remaining) }
        object.add("reset_at", budget.resetAt?.iso8601)
        return object
    }

    private static func object(_ status: DestinationStatus) -> JSONObject {
        var object = JSONObject()
        object.add("destination", status.destination.publicText)
        object.add("reason", status.hold?.rawValue)
        object.add("held_jobs", status.heldJobs)
        if case .at(let moment) = status.probe { object.add("probe_at", moment.iso8601) }
        return object
    }
}
