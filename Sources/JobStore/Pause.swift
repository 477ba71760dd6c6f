import GRDB
package import Jobs

/// The queue is paused and resumed; while it is paused nothing is claimed.
extension SQLiteStore {
    package func pause(at now: Timestamp) async throws(StoreError) -> Timestamp {
        try await writer.write { db in try Self.pause(at: now, in: db) }
    }

    package func resume() async throws(StoreError) -> Bool {
        try await writer.write { db in try Self.resume(in: db) }
    }

    static func pause(at now: Timestamp, in db: Database) throws -> Timestamp {
        try db.cachedStatement(
            // The row may have been deleted by hand.
            sql: """
                INSERT INTO queue (id, paused_at_ms) VALUES (1, :now)
                ON CONFLICT (id) DO UPDATE SET paused_at_ms = coalesce(paused_at_ms, :now)
                """
        ).execute(arguments: ["now": now.millisecondsSinceEpoch])
        return try pausedAt(in: db) ?? now
    }

    static func resume(in db: Database) throws -> Bool {
        try db.cachedStatement(sql: "UPDATE queue SET paused_at_ms = NULL WHERE paused_at_ms IS NOT NULL").execute()
        return db.changesCount > 0
    }

    /// Since when it is paused; nil when it is not.
    static func pausedAt(in db: Database) throws -> Timestamp? {
        JobRow.moment(try Int64.fetchOne(db.cachedStatement(sql: "SELECT paused_at_ms FROM queue")))
    }
}
