import GRDB
import Jobs

extension SQLiteStore {
    /// Writes down what an attempt says of its destination: it may be held by that, or released.
    static func noteDelivery(
        _ report: AttemptReport, of claim: Claim, _ error: AttemptError?, _ policy: HoldPolicy, at now: Timestamp,
        in db: Database
    ) throws -> DestinationChange? {
        let place: StatementArguments = ["destination": claim.job.destination.text]
        switch report.delivery {
        case .accepted:
            return try noteAccepted(place, in: db)
        case .failed:
            return try noteFailed(place, claim, error, policy, notBefore: report.retryAfter, at: now, in: db)
        case .gone:
            return try noteGone(place, error, at: now, in: db)
        case nil:
            if claim.isProbe { try endProbe(place, claim, counts: false, policy, at: now, in: db) }
            return nil
        }
    }

    private static func noteAccepted(_ place: StatementArguments, in db: Database) throws -> DestinationChange? {
        let release = try db.cachedStatement(
            sql:
                "UPDATE destinations SET state = 'open' WHERE destination = :destination AND state = 'held' AND reason <> 'manual'"
        )
        try release.execute(arguments: place)
        if db.changesCount > 0 { return .released }
        try db.cachedStatement(
            sql: """
                UPDATE destinations SET failing_jobs = 0, failed_jobs = '[]'
                WHERE destination = :destination AND failing_jobs > 0
                """
        ).execute(arguments: place)
        return nil
    }

    /// Whether a job is another one than those that are counted. More than the limit are not: the destination is held by then.
    private static let isNew = """
        (failing_jobs < :limit AND NOT EXISTS (SELECT 1 FROM json_each(failed_jobs) WHERE value = :job))
        """

    private static func noteFailed(
        _ place: StatementArguments, _ claim: Claim, _ error: AttemptError?, _ policy: HoldPolicy,
        notBefore: Timestamp?, at now: Timestamp, in db: Database
    ) throws -> DestinationChange? {
        try db.cachedStatement(
            sql: """
                INSERT INTO destinations (destination, failing_jobs, failed_jobs, last_error, noted_at_ms)
                VALUES (:destination, 1, json_array(:job), :error, :now)
                ON CONFLICT (destination) DO UPDATE
                SET failed_jobs = iif(\(isNew), json_insert(failed_jobs, '$[#]', :job), failed_jobs),
                    failing_jobs = failing_jobs + \(isNew), last_error = :error, noted_at_ms = :now
                """
        ).execute(
            arguments: place &+ [
                "job": claim.job.id.number, "error": error?.message, "limit": policy.failingJobs ?? 0,
                "now": now.millisecondsSinceEpoch,
            ]
        )
        if claim.isProbe {
            try endProbe(place, claim, counts: true, policy, notBefore: notBefore, at: now, in: db)
            return nil
        }
        guard let limit = policy.failingJobs else { return nil }
        let probeAt = max(now + policy.pause(afterProbes: 0), notBefore ?? now)
        try db.cachedStatement(
            sql: """
                UPDATE destinations SET state = 'held', reason = 'failing', held_at_ms = :now, probe_at_ms = :probe_at
                WHERE destination = :destination AND state = 'open' AND failing_jobs >= :limit
                """
        ).execute(
            arguments: place &+ [
                "now": now.millisecondsSinceEpoch, "probe_at": probeAt.millisecondsSinceEpoch, "limit": limit,
            ]
        )
        return db.changesCount > 0 ? .held(.failing, probeAt: probeAt) : nil
    }

    /// One that wants no more is not tried again, until somebody releases it or the daemon starts anew.
    private static func noteGone(
        _ place: StatementArguments, _ error: AttemptError?, at now: Timestamp, in db: Database
    ) throws -> DestinationChange? {
        try db.cachedStatement(
            sql: """
                INSERT INTO destinations (destination, state, reason, held_at_ms, last_error, noted_at_ms)
                VALUES (:destination, 'held', 'gone', :now, :error, :now)
                ON CONFLICT (destination) DO UPDATE
                SET state = 'held', reason = 'gone', held_at_ms = :now, last_error = :error, noted_at_ms = :now,
                    probe_at_ms = NULL, probe_job = NULL
                WHERE state = 'open' OR reason <> 'manual'
                """
        ).execute(
            arguments: place &+ ["now": now.millisecondsSinceEpoch, "error": error?.message]
        )
        return db.changesCount > 0 ? .held(.gone, probeAt: nil) : nil
    }

    /// - Parameters:
    ///   - counts: whether the destination failed; a probe that came to nothing for another reason is made again.
    ///   - notBefore: when it wants to be asked again.
    private static func endProbe(
        _ place: StatementArguments, _ claim: Claim, counts: Bool, _ policy: HoldPolicy,
        notBefore: Timestamp? = nil, at now: Timestamp, in db: Database
    ) throws {
        let probes = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT probes FROM destinations WHERE destination = :destination"),
            arguments: place
        )
        let count = (probes ?? 0) + (counts ? 1 : 0)
        let probeAt = max(now + policy.pause(afterProbes: count), notBefore ?? now)
        try db.cachedStatement(
            sql: """
                UPDATE destinations SET probes = :probes, probe_job = NULL, probe_at_ms = :probe_at, noted_at_ms = :now
                WHERE destination = :destination AND state = 'held' AND probe_job = :job
                """
        ).execute(
            arguments: place &+ [
                "probes": count, "job": claim.job.id.number, "probe_at": probeAt.millisecondsSinceEpoch,
                "now": now.millisecondsSinceEpoch,
            ]
        )
    }
}
