import GRDB

extension SQLiteStore {
    package func checkWritable() async throws(StoreError) {
        // In the place of a task, where those are refused.
        try await writer.write(taskCount: 1) { db in
            try db.execute(
                sql: """
                    INSERT INTO meta (key, value) VALUES ('writable_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """
            )
        }
    }
}
