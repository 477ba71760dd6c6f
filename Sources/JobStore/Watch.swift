import GRDB

extension SQLiteStore {
    /// Read on the writer's own connection, so that our own commits do not count (sqlite.org/pragma.html#pragma_data_version).
    package func outsideChanges() async throws(StoreError) -> Int {
        try await writer.look { db in
            try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0
        }
    }
}
