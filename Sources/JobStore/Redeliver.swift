import GRDB
package import Jobs

extension SQLiteStore {
    package func redeliver(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> {
        try await writer.write { db in try Self.redeliver(id, at: now, in: db) }
    }

    static func redeliver(_ id: JobID, at now: Timestamp, in db: Database) throws -> Result<Job, Refusal> {
        try change(id, from: JobState.finished, in: db) { job throws in
            let isKept = try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM payloads WHERE job_id = :id)"),
                arguments: ["id": id.number]
            )
            guard isKept == true else { return .notKept }
            if let live = try liveJob(like: job, in: db) { return .alreadyLive(live) }
            try db.cachedStatement(sql: redeliverSQL).execute(
                arguments: ["id": id.number, "now": now.millisecondsSinceEpoch]
            )
            return nil
        }
    }

    /// Its attempts are still counted on, since their number is the key of its history.
    private static let redeliverSQL = """
        UPDATE jobs
        SET state = 'queued', stage = 'deliver', run_at_ms = :now, run_reason = 'manual', failures = 0, crashes = 0,
            finished_at_ms = NULL
        WHERE id = :id
        """

    /// Changes a job that is in one of some states.
    ///
    /// - Parameter body: returns why it changes nothing.
    /// - Returns: the job as it is then.
    static func change(
        _ id: JobID, from allowed: [JobState], in db: Database, _ body: (Job) throws -> Refusal?
    ) throws -> Result<Job, Refusal> {
        guard let job = try job(id, in: db) else { return .failure(.unknown) }
        guard allowed.contains(job.state) else { return .failure(.wrongState(job.state, allowed: allowed)) }
        if let refusal = try body(job) { return .failure(refusal) }
        // Read anew, since triggers change the row too.
        return try Self.job(id, in: db).map { .success($0) } ?? .failure(.unknown)
    }

    /// In the words of the unique index, which would refuse a second one.
    static func liveJob(like job: Job, in db: Database) throws -> JobID? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id FROM jobs
                WHERE username = :username COLLATE NOCASE AND repository = :repository COLLATE NOCASE
                  AND destination = :destination AND finished_at_ms IS NULL
                """
        )
        return try Int64.fetchOne(
            statement,
            arguments: [
                "username": job.name.username, "repository": job.name.repository,
                "destination": job.destination.text,
            ]
        ).map(JobID.init)
    }
}
