import GRDB
import Jobs

/// So many jobs at most are moved by one claim, so that no commit waits for long: a claim that leaves some is followed by another.
private let mostJobsMoved = 1000

extension SQLiteStore {
    /// Before a claim: due jobs of held destinations become `held`, and a probe whose job somebody has taken away is due again. Only
    /// jobs are looked at that the claim may bring: else a thousand that it may not would hide what stands behind them.
    ///
    /// - Returns: whether any destination is held.
    static func hold(
        at now: Timestamp, only stage: Stage?, except busy: Set<Destination>, in db: Database
    ) throws -> Bool {
        let isAnyHeld =
            try Bool.fetchOne(db.cachedStatement(sql: isAnyHeldSQL)) ?? false
        if isAnyHeld {
            try db.cachedStatement(sql: holdSQL(only: stage, skippingBusy: !busy.isEmpty)).execute(
                arguments: ["now": now.millisecondsSinceEpoch, "limit": mostJobsMoved] &+ list(busy)
            )
            try db.cachedStatement(sql: lostProbesSQL).execute(arguments: ["now": now.millisecondsSinceEpoch])
        }
        return isAnyHeld
    }

    /// Before a claim: held jobs of open destinations become `queued`, but for those of which none may come, so that they are no more
    /// in the way of the others than has to be.
    ///
    /// - Returns: whose jobs these are, and whether some may be left.
    static func release(
        except busy: Set<Destination>, in db: Database
    ) throws -> (destinations: Set<Destination>, mayHaveLeftSome: Bool) {
        let isAnyHeld =
            try Bool.fetchOne(db.cachedStatement(sql: "SELECT jobs > 0 FROM job_counts WHERE state = 'held'")) ?? false
        guard isAnyHeld else { return ([], false) }
        let released = try String.fetchAll(
            db.cachedStatement(sql: releaseSQL(skippingBusy: !busy.isEmpty)),
            arguments: ["limit": mostJobsMoved] &+ list(busy)
        )
        return (Set(released.map { Destination(text: $0) }), released.count == mostJobsMoved)
    }

    /// One job of each held destination whose time for it has come, and at which none is being tried; those first that have waited
    /// for longest.
    static func claimProbes(limit: Int, at now: Timestamp, only stage: Stage?, in db: Database) throws -> [Claim] {
        let due = try Row.fetchAll(
            db.cachedStatement(sql: dueProbesSQL(only: stage)),
            arguments: ["now": now.millisecondsSinceEpoch, "limit": limit]
        )
        return try due.flatMap { row in
            let (destination, job): (String, Int64) = (row[0], row[1])
            try db.cachedStatement(
                sql: "UPDATE destinations SET probe_at_ms = NULL, probe_job = :job WHERE destination = :destination"
            ).execute(arguments: ["destination": destination, "job": job])
            return try claims(
                from: db.cachedStatement(
                    sql: "UPDATE jobs SET \(running) WHERE id = :id RETURNING \(JobRow.columns), claim_token"
                ),
                ["now": now.millisecondsSinceEpoch, "id": job], at: now, isProbe: true
            )
        }
    }

    /// After a start: what was being tried is tried again, and who wanted no more is asked once more, since whoever starts a
    /// daemon may have mended that; and so is what failed at a time that is yet to come, by a clock that was set back since then.
    static func resumeProbes(at now: Timestamp, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE destinations SET probe_job = NULL, probe_at_ms = :now
                WHERE state = 'held'
                  AND (probe_job IS NOT NULL OR reason = 'gone' OR (reason = 'failing' AND noted_at_ms > :now))
                """,
            arguments: ["now": now.millisecondsSinceEpoch]
        )
    }

    static let isAnyHeldSQL = "SELECT EXISTS (SELECT 1 FROM destinations WHERE state = 'held')"

    static func holdSQL(only stage: Stage?, skippingBusy: Bool = false) -> String {
        """
        UPDATE jobs SET state = 'held', run_reason = 'held'
        WHERE id IN (SELECT id FROM (\(dueSQL(queued(stage), skippingBusy ? notBusy : "", limit: ":limit")))
                     WHERE destination IN (SELECT destination FROM destinations WHERE state = 'held'))
        """
    }

    /// Cancelled, deleted or put back while it ran: nobody will record what comes of it.
    private static let lostProbesSQL = """
        UPDATE destinations SET probe_job = NULL, probe_at_ms = :now
        WHERE state = 'held' AND probe_job IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = probe_job AND state = 'running')
        """

    /// They keep the time at which they were due, and so their order. Of the destinations that have held jobs each is found by one step
    /// in the index, however many those are, and nothing more is read of one that is held still. (CROSS JOIN keeps the order of the
    /// loops: sqlite.org/optoverview.html#crossjoin.)
    static func releaseSQL(skippingBusy: Bool = false) -> String {
        // Of the place, and not of each of its jobs.
        let notBusy = skippingBusy ? " AND place NOT IN (SELECT value FROM json_each(:busy))" : ""
        return """
            UPDATE jobs SET state = 'queued'
            WHERE id IN (
                WITH RECURSIVE waiting (place) AS (
                    SELECT min(destination) FROM jobs WHERE state = 'held'
                    UNION ALL
                    SELECT (SELECT min(destination) FROM jobs WHERE state = 'held' AND destination > place)
                    FROM waiting WHERE place IS NOT NULL
                )
                SELECT id FROM waiting CROSS JOIN jobs ON destination = place
                WHERE jobs.state = 'held' AND place NOT IN (SELECT destination FROM destinations WHERE state = 'held')\(notBusy)
                LIMIT :limit
            )
            RETURNING destination
            """
    }

    static func dueProbesSQL(only stage: Stage?) -> String {
        """
        SELECT destination, (\(firstHeld(only: stage))) AS job
        FROM destinations WHERE state = 'held' AND probe_at_ms <= :now AND job IS NOT NULL
        ORDER BY probe_at_ms LIMIT :limit
        """
    }

    static func nextProbeSQL(only stage: Stage?) -> String {
        """
        SELECT min(probe_at_ms) FROM destinations
        WHERE state = 'held' AND probe_at_ms IS NOT NULL AND (\(firstHeld(only: stage))) IS NOT NULL
        """
    }

    /// The one that has been due for longest, or was tried longest ago. Nothing can be collected while GitHub's gate is closed.
    private static func firstHeld(only stage: Stage?) -> String {
        let condition = stage.map { " AND stage = '\($0.rawValue)'" } ?? ""
        return """
            SELECT id FROM jobs WHERE jobs.state = 'held' AND jobs.destination = destinations.destination\(condition)
            ORDER BY run_at_ms LIMIT 1
            """
    }
}
