import GRDB
package import Jobs

extension SQLiteStore {
    package func redeliver(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Redelivery {
        try await writer.write { db in try Self.redeliver(id, at: now, in: db) }
    }

    static func redeliver(_ id: JobID, at now: Timestamp, in db: Database) throws -> Redelivery {
        guard let job = try job(id, in: db) else { return .unknown }
        guard job.finishedAt != nil else { return .unfinished(job.state) }
        let isKept = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM payloads WHERE job_id = :id)"),
            arguments: ["id": id.number]
        )
        guard isKept == true else { return .notKept }
        if let live = try liveJob(like: job, in: db) { return .alreadyLive(live) }
        // Read anew, since a trigger changes the row too.
        try db.cachedStatement(sql: redeliverSQL).execute(
            arguments: ["id": id.number, "now": now.millisecondsSinceEpoch]
        )
        return try Self.job(id, in: db).map(Redelivery.queued) ?? .unknown
    }

    /// Its attempts are still counted on, since their number is the key of its history.
    private static let redeliverSQL = """
        UPDATE jobs
        SET state = 'queued', stage = 'deliver', run_at_ms = :now, run_reason = 'manual', failures = 0, crashes = 0,
            finished_at_ms = NULL
        WHERE id = :id
        """

    /// In the words of the unique index, which would refuse a second one.
    private static func liveJob(like job: Job, in db: Database) throws -> JobID? {
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
