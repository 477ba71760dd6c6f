import GRDB

extension SQLiteStore {
    package func sessionSalt() async throws(StoreError) -> String {
        try await writer.write { db in
            let random = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
            try db.execute(
                sql: "INSERT INTO meta (key, value) VALUES ('session_salt', ?) ON CONFLICT (key) DO NOTHING",
                arguments: [random]
            )
            return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'session_salt'") ?? random
        }
    }
}
