import Foundation
import GRDB
package import Jobs

extension SQLiteStore {
    package func claim(
        limit: Int, at now: Timestamp, only stage: Stage?, within room: Room
    ) async throws(StoreError) -> Claimed {
        try await writer.write { db in
            guard try Self.pausedAt(in: db) == nil else { return Claimed(isPaused: true) }
            let isAnyHeld = try Self.hold(at: now, only: stage, except: room.full, in: db)
            let (released, mayHaveLeftSome) = try Self.release(except: room.full, in: db)
            var room = room
            for destination in released { room.left[destination] = min(1, room.left[destination] ?? 1) }
            let probes = min(limit, room.probes ?? limit)
            var claims = try Self.claimProbes(limit: probes, at: now, only: stage, in: db)
            while claims.count < limit {
                let (share, busy) = (room.share(of: limit - claims.count), room.full)
                let sql = Self.claimSQL(only: stage, skippingHeld: isAnyHeld, skippingBusy: !busy.isEmpty)
                let more = try Self.claims(
                    from: db.cachedStatement(sql: sql),
                    ["now": now.millisecondsSinceEpoch, "limit": share] &+ Self.list(busy), at: now
                )
                claims += more
                for claim in more { room.take(claim.job.destination) }
                if more.count < share { break }
            }
            if !claims.isEmpty { CrashPoint.claiming.pass() }
            return Claimed(claims: claims, released: released, mayHaveLeftSome: mayHaveLeftSome)
        }
    }

    package func nextRunAt(only stage: Stage?, within room: Room) async throws(StoreError) -> Timestamp? {
        try await read { db in
            guard try Self.pausedAt(in: db) == nil else { return nil }
            let busy = room.full
            let sql = Self.nextRunSQL(only: stage, skippingBusy: !busy.isEmpty)
            let due = try Int64.fetchOne(try db.cachedStatement(sql: sql), arguments: Self.list(busy))
            guard room.probes != 0 else { return JobRow.moment(due) }
            let probe = try Int64.fetchOne(try db.cachedStatement(sql: Self.nextProbeSQL(only: stage)))
            return JobRow.moment([due, probe].compactMap(\.self).min())
        }
    }

    package func endRateLimits(at now: Timestamp) async throws(StoreError) {
        try await writer.write { db in
            try db.execute(
                sql: """
                    UPDATE jobs SET run_at_ms = :now
                    WHERE state = 'queued' AND priority IN (0, 1, 2, 3) AND run_at_ms > :now
                      AND run_reason = 'rate_limit'
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
        }.sorted {
            ($0.job.priority, $0.job.runAt, $0.job.id) < ($1.job.priority, $1.job.runAt, $1.job.id)
        }
    }

    /// As the statements that skip busy destinations take them: a JSON array.
    static func list(_ busy: Set<Destination>) throws -> StatementArguments {
        guard !busy.isEmpty else { return [] }
        let list = try JSONEncoder().encode(busy.map(\.text))
        return ["busy": String(decoding: list, as: UTF8.self)]
    }

    /// - Parameters:
    ///   - skippingHeld: looks at the first thousand only, of which those of held destinations are left out.
    ///   - skippingBusy: looks past those of busy destinations. That they are not many more than can wait is for the hold to see
    ///     to, which takes them out of the way of a destination that does not answer.
    static func claimSQL(only stage: Stage?, skippingHeld: Bool = false, skippingBusy: Bool = false) -> String {
        let due = dueSQL(queued(stage), skippingBusy ? notBusy : "", limit: skippingHeld ? "1000" : ":limit")
        let first = """
            SELECT id FROM (\(due))
            WHERE destination NOT IN (SELECT destination FROM destinations WHERE state = 'held')
            """
        return """
            UPDATE jobs SET \(running)
            WHERE id IN (SELECT id FROM (\(skippingHeld ? first : due)) LIMIT :limit)
            RETURNING \(JobRow.columns), claim_token
            """
    }

    /// The due jobs in the order in which they are claimed: those of each priority by its range of the index, one range after the
    /// other, and no more than `limit` are ever looked at. (A UNION ALL without an ORDER BY runs in its order; with one, SQLite would
    /// ask every range first.)
    static func dueSQL(_ condition: String, _ more: String = "", limit: String) -> String {
        let levels = Priority.levels.map { level in
            """
            SELECT * FROM (SELECT id, destination FROM jobs
                           WHERE \(condition) AND priority = \(level) AND run_at_ms <= :now\(more)
                           ORDER BY run_at_ms, id LIMIT \(limit))
            """
        }
        return "SELECT id, destination FROM (\(levels.joined(separator: " UNION ALL "))) LIMIT \(limit)"
    }

    static let notBusy = " AND destination NOT IN (SELECT value FROM json_each(:busy))"

    /// What a claim makes of a row.
    static let running = """
        state = 'running', attempts = attempts + 1, claim_token = lower(hex(randomblob(8))), claimed_at_ms = :now,
        collecting_since_ms = iif(stage = 'collect', min(coalesce(collecting_since_ms, :now), :now), collecting_since_ms)
        """

    static func nextRunSQL(only stage: Stage?, skippingBusy: Bool = false) -> String {
        earliestSQL(queued(stage) + (skippingBusy ? notBusy : ""))
    }

    /// When the first of some queued jobs is due: the least of the beginnings of the index's ranges.
    ///
    /// - Parameter shown: what is shown of it instead.
    static func earliestSQL(_ condition: String, shown: String = "run_at_ms") -> String {
        let levels = Priority.levels.map { level in
            """
            SELECT * FROM (SELECT \(shown) AS moment FROM jobs WHERE \(condition) AND priority = \(level)
                           ORDER BY run_at_ms LIMIT 1)
            """
        }
        return "SELECT min(moment) FROM (\(levels.joined(separator: " UNION ALL ")))"
    }

    /// In the words of the partial indexes, which SQLite uses for no others. There is none for `collect`: nobody asks for
    /// that alone while much else is due.
    static func queued(_ stage: Stage?) -> String {
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
