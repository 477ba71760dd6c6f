import GRDB
package import Jobs

extension SQLiteStore {
    package func cancel(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> {
        try await writer.write { [keepsFinishedPayloads] db in
            try Self.cancel(id, at: now, keepingPayload: keepsFinishedPayloads, in: db)
        }
    }

    package func cancel(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job] {
        try await writer.write { [keepsFinishedPayloads] db in
            try ids.compactMap { try Self.cancel($0, at: now, keepingPayload: keepsFinishedPayloads, in: db).job }
        }
    }

    private static func cancel(
        _ id: JobID, at now: Timestamp, keepingPayload: Bool, in db: Database
    ) throws -> Result<Job, Refusal> {
        let result = try cancel(id, at: now, in: db)
        if result.job != nil, !keepingPayload { try dropPayload(of: id.number, in: db) }
        return result
    }

    static func cancel(_ id: JobID, at now: Timestamp, in db: Database) throws -> Result<Job, Refusal> {
        try change(id, from: [.queued, .held, .running, .cancelled], in: db) { _ throws in
            try db.cachedStatement(sql: cancelSQL).execute(
                arguments: ["id": id.number, "now": now.millisecondsSinceEpoch]
            )
            return nil
        }
    }

    /// A trigger puts the attempt of a running job into the history.
    private static let cancelSQL = """
        UPDATE jobs SET state = 'cancelled', finished_at_ms = :now, claim_token = NULL, claimed_at_ms = NULL
        WHERE id = :id AND state <> 'cancelled'
        """

    package func lostClaims(among claims: [Claim]) async throws(StoreError) -> [Claim] {
        guard !claims.isEmpty else { return [] }
        return try await read { db in
            let statement = try db.cachedStatement(
                sql:
                    "SELECT 1 FROM jobs WHERE id = :id AND state = 'running' AND attempts = :attempt AND claim_token = :token"
            )
            return try claims.filter { try Int.fetchOne(statement, arguments: $0.fence) == nil }
        }
    }
}
