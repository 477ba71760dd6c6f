import GRDB
package import Jobs

/// After so long a step stops, since enqueues wait behind it: payloads may be large, and answers to batches.
private let longestStep = Duration.milliseconds(50)

extension SQLiteStore {
    package func prunePayloads(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await writer.write { db in
            try Self.prunePayloads(finishedBefore: moment, limit: limit, in: db)
        }
    }

    static func prunePayloads(finishedBefore moment: Timestamp, limit: Int, in db: Database) throws -> Int {
        let jobs = try Int64.fetchAll(
            db.cachedStatement(sql: prunableSQL),
            arguments: ["before": moment.millisecondsSinceEpoch, "limit": limit]
        )
        return try step(through: jobs) { try dropPayload(of: $0, in: db) }
    }

    package func pruneKeys(createdBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await writer.write { db in
            let keys = try Int64.fetchAll(
                db.cachedStatement(sql: Self.prunableKeysSQL),
                arguments: ["before": moment.millisecondsSinceEpoch, "limit": limit]
            )
            let delete = try db.cachedStatement(sql: "DELETE FROM idempotency_keys WHERE rowid = :row")
            return try Self.step(through: keys) { try delete.execute(arguments: ["row": $0]) }
        }
    }

    package func pruneDestinations(notedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await writer.write { db in
            try db.cachedStatement(
                sql: "DELETE FROM destinations WHERE rowid IN (\(Self.prunableDestinationsSQL))"
            ).execute(arguments: ["before": moment.millisecondsSinceEpoch, "limit": limit])
            return db.changesCount
        }
    }

    package func pruneJobs(
        _ state: JobState, finishedBefore moment: Timestamp, limit: Int
    ) async throws(StoreError) -> Int {
        try await writer.write { db in
            try Self.pruneJobs(state, finishedBefore: moment, limit: limit, in: db)
        }
    }

    static func pruneJobs(
        _ state: JobState, finishedBefore moment: Timestamp, limit: Int, in db: Database
    ) throws -> Int {
        let jobs = try Int64.fetchAll(
            db.cachedStatement(sql: prunableJobsSQL(state)),
            arguments: ["before": moment.millisecondsSinceEpoch, "limit": limit]
        )
        // Triggers delete its attempts and its payload.
        let delete = try db.cachedStatement(sql: "DELETE FROM jobs WHERE id = :id")
        return try step(through: jobs) { try delete.execute(arguments: ["id": $0]) }
    }

    /// - Returns: how many of the rows it came to before the step had been long enough.
    private static func step(through rows: [Int64], _ delete: (Int64) throws -> Void) rethrows -> Int {
        let end = ContinuousClock.now + longestStep
        for (done, row) in rows.enumerated() {
            if done > 0, ContinuousClock.now > end { return done }
            try delete(row)
            CrashPoint.pruning.pass()
        }
        return rows.count
    }

    /// Deletes the payload of a finished job, which has then to collect if it is tried again.
    static func dropPayload(of job: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM payloads WHERE job_id = :id").execute(arguments: ["id": job])
        // A trigger has moved the stage back, but where there was no payload: without this the job would be found again
        // and again.
        try db.cachedStatement(sql: "UPDATE jobs SET stage = 'collect' WHERE id = :id AND stage = 'deliver'").execute(
            arguments: ["id": job]
        )
    }

    /// In the words of the partial index.
    static let prunableSQL = """
        SELECT id FROM jobs
        WHERE finished_at_ms IS NOT NULL AND stage = 'deliver' AND finished_at_ms < :before
        ORDER BY finished_at_ms LIMIT :limit
        """

    /// In the words of the partial index of just that state.
    static func prunableJobsSQL(_ state: JobState) -> String {
        """
        SELECT id FROM jobs WHERE state = '\(state.rawValue)' AND finished_at_ms < :before
        ORDER BY finished_at_ms LIMIT :limit
        """
    }

    /// What somebody holds by hand stays, and what has jobs that wait for it.
    static let prunableDestinationsSQL = """
        SELECT rowid FROM destinations
        WHERE noted_at_ms < :before
          AND (state = 'open' OR (reason <> 'manual' AND probe_job IS NULL AND NOT EXISTS (
              SELECT 1 FROM jobs WHERE jobs.state = 'held' AND jobs.destination = destinations.destination)))
        ORDER BY noted_at_ms LIMIT :limit
        """

    static let prunableKeysSQL = """
        SELECT rowid FROM idempotency_keys WHERE created_at_ms < :before ORDER BY created_at_ms LIMIT :limit
        """
}
