import GRDB

extension SQLiteStore {
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
