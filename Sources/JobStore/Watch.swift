import GRDB

extension SQLiteStore {
    /// Read on the writer's own connection, so that our own commits do not count (sqlite.org/pragma.html#pragma_data_version).
    package func outsideChanges() async throws(StoreError) -> Int {
        try await writer.look { db in
            try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0
        }
    }

    package func checkWritable() async throws(StoreError) {
        try await writer.write { db in
            try db.execute(
                sql: """
                    INSERT INTO meta (key, value) VALUES ('writable_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """
            )
        }
    }
}
