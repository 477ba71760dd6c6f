import GRDB
package import Jobs

extension SQLiteStore {
    package func gate(_ name: String) async throws(StoreError) -> GateState? {
        try await read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT closed_until_ms, reason, streak FROM gates WHERE name = :name"
            )
            return try Row.fetchOne(statement, arguments: ["name": name]).map { row in
                GateState(
                    closedUntil: JobRow.moment(row[0]),
                    reason: (row[1] as String?).flatMap(GateState.Reason.init(rawValue:)),
                    streak: row[2]
                )
            }
        }
    }

    package func setGate(_ name: String, to state: GateState) async throws(StoreError) {
        try await writer.write { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO gates (name, closed_until_ms, reason, streak) VALUES (:name, :until, :reason, :streak)
                    ON CONFLICT (name) DO UPDATE SET closed_until_ms = :until, reason = :reason, streak = :streak
                    """
            )
            try statement.execute(
                arguments: [
                    "name": name, "until": state.closedUntil?.millisecondsSinceEpoch,
                    "reason": state.reason?.rawValue, "streak": state.streak,
                ]
            )
        }
    }
}
