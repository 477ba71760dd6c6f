import GRDB
package import Jobs

extension SQLiteStore {
    package func gateClosedUntil(_ gate: String) async throws(StoreError) -> Timestamp? {
        try await read { db in
            JobRow.moment(
                try Int64.fetchOne(db, sql: "SELECT closed_until_ms FROM gates WHERE name = ?", arguments: [gate])
            )
        }
    }

    package func setGate(_ gate: String, closedUntil: Timestamp?) async throws(StoreError) {
        try await writer.write { db in
            try db.execute(
                sql: """
                    INSERT INTO gates (name, closed_until_ms) VALUES (:name, :until)
                    ON CONFLICT (name) DO UPDATE SET closed_until_ms = :until
                    """,
                arguments: ["name": gate, "until": closedUntil?.millisecondsSinceEpoch]
            )
        }
    }
}
