import GRDB
package import Jobs

extension SQLiteStore {
    package func claim(limit: Int, at now: Timestamp) async throws(StoreError) -> [Claim] {
        try await writer.write { db in
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE jobs
                    SET state = 'running', attempts = attempts + 1,
                        claim_token = lower(hex(randomblob(8))), claimed_at_ms = :now
                    WHERE id IN (SELECT id FROM jobs
                                 WHERE state = 'queued' AND run_at_ms <= :now
                                 ORDER BY run_at_ms, id
                                 LIMIT :limit)
                    RETURNING \(JobRow.columns), claim_token
                    """
            )
            let rows = try Row.fetchAll(statement, arguments: ["now": now.millisecondsSinceEpoch, "limit": limit])
            // RETURNING promises no order (sqlite.org/lang_returning.html).
            return try rows.map { row in
                Claim(job: try JobRow.job(row), token: row["claim_token"], claimedAt: now)
            }.sorted { ($0.job.runAt, $0.job.id) < ($1.job.runAt, $1.job.id) }
        }
    }

    package func nextRunAt() async throws(StoreError) -> Timestamp? {
        try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT min(run_at_ms) FROM jobs WHERE state = 'queued'")
            return JobRow.moment(try Int64.fetchOne(statement))
        }
    }
}

extension Claim {
    /// What a row must still say for this claim to hold.
    var fence: StatementArguments {
        ["id": job.id.number, "attempt": job.attempts, "token": token]
    }
}
