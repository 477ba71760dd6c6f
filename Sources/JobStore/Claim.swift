import GRDB
package import Jobs

extension SQLiteStore {
    package func claim(limit: Int, at now: Timestamp, only stage: Stage?) async throws(StoreError) -> [Claim] {
        try await writer.write { db in
            let statement = try db.cachedStatement(sql: Self.claimSQL(only: stage))
            let rows = try Row.fetchAll(statement, arguments: ["now": now.millisecondsSinceEpoch, "limit": limit])
            // RETURNING promises no order (sqlite.org/lang_returning.html).
            return try rows.map { row in
                Claim(job: try JobRow.job(row), token: row["claim_token"], claimedAt: now)
            }.sorted { ($0.job.runAt, $0.job.id) < ($1.job.runAt, $1.job.id) }
        }
    }

    package func nextRunAt(only stage: Stage?) async throws(StoreError) -> Timestamp? {
        try await read { db in
            JobRow.moment(try Int64.fetchOne(try db.cachedStatement(sql: Self.nextRunSQL(only: stage))))
        }
    }

    static func claimSQL(only stage: Stage?) -> String {
        """
        UPDATE jobs
        SET state = 'running', attempts = attempts + 1,
            claim_token = lower(hex(randomblob(8))), claimed_at_ms = :now,
            collecting_since_ms = iif(stage = 'collect', coalesce(collecting_since_ms, :now), collecting_since_ms)
        WHERE id IN (SELECT id FROM jobs
                     WHERE \(queued(stage)) AND run_at_ms <= :now
                     ORDER BY run_at_ms, id
                     LIMIT :limit)
        RETURNING \(JobRow.columns), claim_token
        """
    }

    static func nextRunSQL(only stage: Stage?) -> String {
        "SELECT min(run_at_ms) FROM jobs WHERE \(queued(stage))"
    }

    /// In the words of the partial indexes, which SQLite uses for no others. There is none for `collect`: nobody asks for
    /// that alone while much else is due.
    private static func queued(_ stage: Stage?) -> String {
        switch stage {
        case nil: "state = 'queued'"
        case .collect: "state = 'queued' AND stage = 'collect'"
        case .deliver: "state = 'queued' AND stage = 'deliver'"
        }
    }
}

extension Claim {
    /// What a row must still say for this claim to hold.
    var fence: StatementArguments {
        ["id": job.id.number, "attempt": job.attempts, "token": token]
    }
}
