import GRDB
package import Jobs

extension SQLiteStore {
    package func claim(limit: Int, at now: Timestamp, only stage: Stage?) async throws(StoreError) -> [Claim] {
        try await writer.write { db in
            let isAnyHeld = try Self.holdAndRelease(at: now, in: db)
            let probes = try Self.claimProbes(limit: limit, at: now, only: stage, in: db)
            let claims = try Self.claims(
                from: db.cachedStatement(sql: Self.claimSQL(only: stage, skippingHeld: isAnyHeld)),
                ["now": now.millisecondsSinceEpoch, "limit": limit - probes.count], at: now
            )
            return probes + claims
        }
    }

    package func nextRunAt(only stage: Stage?) async throws(StoreError) -> Timestamp? {
        try await read { db in
            let due = try Int64.fetchOne(try db.cachedStatement(sql: Self.nextRunSQL(only: stage)))
            let probe = try Int64.fetchOne(try db.cachedStatement(sql: Self.nextProbeSQL(only: stage)))
            return JobRow.moment([due, probe].compactMap(\.self).min())
        }
    }

    package func endRateLimits(at now: Timestamp) async throws(StoreError) {
        try await writer.write { db in
            try db.execute(
                sql: """
                    UPDATE jobs SET run_at_ms = :now
                    WHERE state = 'queued' AND run_reason = 'rate_limit' AND run_at_ms > :now
                    """,
                arguments: ["now": now.millisecondsSinceEpoch]
            )
        }
    }

    /// - Parameter statement: an UPDATE that returns ``JobRow/columns`` and the token.
    static func claims(
        from statement: Statement, _ arguments: StatementArguments, at now: Timestamp, isProbe: Bool = false
    ) throws -> [Claim] {
        // RETURNING promises no order (sqlite.org/lang_returning.html).
        try Row.fetchAll(statement, arguments: arguments).map { row in
            Claim(job: try JobRow.job(row), token: row["claim_token"], claimedAt: now, isProbe: isProbe)
        }.sorted { ($0.job.runAt, $0.job.id) < ($1.job.runAt, $1.job.id) }
    }

    /// - Parameter skippingHeld: looks at the first thousand only, of which those of held destinations are left out.
    static func claimSQL(only stage: Stage?, skippingHeld: Bool = false) -> String {
        let due = """
            SELECT id, destination FROM jobs WHERE \(queued(stage)) AND run_at_ms <= :now ORDER BY run_at_ms, id
            """
        let first = """
            SELECT id FROM (\(due) LIMIT 1000)
            WHERE destination NOT IN (SELECT destination FROM destinations WHERE state = 'held')
            """
        return """
            UPDATE jobs SET \(running)
            WHERE id IN (SELECT id FROM (\(skippingHeld ? first : due) LIMIT :limit))
            RETURNING \(JobRow.columns), claim_token
            """
    }

    /// What a claim makes of a row.
    static let running = """
        state = 'running', attempts = attempts + 1, claim_token = lower(hex(randomblob(8))), claimed_at_ms = :now,
        collecting_since_ms = iif(stage = 'collect', min(coalesce(collecting_since_ms, :now), :now), collecting_since_ms)
        """

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
