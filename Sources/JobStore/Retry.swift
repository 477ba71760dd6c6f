import GRDB
package import Jobs

extension SQLiteStore {
    package func retry(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> {
        try await writer.write { db in try Self.retry(id, at: now, in: db) }
    }

    package func retry(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job] {
        try await writer.write { db in
            try ids.compactMap { try Self.retry($0, at: now, in: db).job }
        }
    }

    static func retry(_ id: JobID, at now: Timestamp, in db: Database) throws -> Result<Job, Refusal> {
        try change(id, from: [.queued, .discarded, .cancelled], in: db) { job throws in
            if job.state.isFinal, let live = try liveJob(like: job, in: db) { return .alreadyLive(live) }
            try db.cachedStatement(sql: job.state == .queued ? runNowSQL : retrySQL).execute(
                arguments: ["id": id.number, "now": now.millisecondsSinceEpoch]
            )
            return nil
        }
    }

    /// The stage stays: what is frozen is delivered, and GitHub is not asked again.
    private static let retrySQL = """
        UPDATE jobs
        SET state = 'queued', run_at_ms = :now, run_reason = 'manual', failures = 0, crashes = 0, finished_at_ms = NULL
        WHERE id = :id
        """

    /// One that is due already keeps its place.
    private static let runNowSQL = """
        UPDATE jobs SET run_at_ms = :now, run_reason = 'manual' WHERE id = :id AND run_at_ms > :now
        """
}
