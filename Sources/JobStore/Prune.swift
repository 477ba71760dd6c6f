import GRDB
package import Jobs

/// After so long a step stops, since enqueues wait behind it: payloads may be large.
private let longestStep = Duration.milliseconds(50)

extension SQLiteStore {
    package func prunePayloads(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await writer.write { db in
            let jobs = try Int64.fetchAll(
                db.cachedStatement(sql: Self.prunableSQL),
                arguments: ["before": moment.millisecondsSinceEpoch, "limit": limit]
            )
            let end = ContinuousClock.now + longestStep
            for (done, job) in jobs.enumerated() {
                if done > 0, ContinuousClock.now > end { return done }
                try Self.dropPayload(of: job, in: db)
            }
            return jobs.count
        }
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
}
