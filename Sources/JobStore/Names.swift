import Foundation
import GRDB
package import Jobs

extension SQLiteStore {
    package func names(
        of logins: [String], on api: String, since: Timestamp, until now: Timestamp
    ) async throws(StoreError) -> [String: String?] {
        try await read { db in
            // One statement for any number of logins: they come as a JSON array.
            let list = String(decoding: try JSONEncoder().encode(logins), as: UTF8.self)
            let rows = try Row.fetchAll(
                try db.cachedStatement(sql: Self.namesSQL),
                arguments: [
                    "api": api, "logins": list, "since": since.millisecondsSinceEpoch,
                    "now": now.millisecondsSinceEpoch,
                ]
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    package func keepNames(
        _ names: [String: String?], on api: String, at now: Timestamp, maxEntries: Int
    ) async throws(StoreError) {
        try await writer.write { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO users (api, login, name, read_at_ms) VALUES (:api, :login, :name, :now)
                    ON CONFLICT (api, login) DO UPDATE SET name = :name, read_at_ms = :now
                    """
            )
            for (login, name) in names {
                try statement.execute(
                    arguments: ["api": api, "login": login, "name": name, "now": now.millisecondsSinceEpoch]
                )
            }
            try Self.evictNames(over: maxEntries, atMost: names.count + mostNamesEvicted, in: db)
        }
    }

    private static func evictNames(over maxEntries: Int, atMost limit: Int, in db: Database) throws {
        let size = try db.cachedStatement(sql: "SELECT size FROM cache_sizes WHERE cache = 'users'")
        let excess = try Int.fetchOne(size).map { $0 - maxEntries } ?? 0
        guard excess > 0 else { return }
        let before = try beginOfOldestCollection(in: db).millisecondsSinceEpoch
        try db.cachedStatement(sql: evictNamesSQL).execute(arguments: ["before": before, "limit": min(excess, limit)])
    }

    static let namesSQL = """
        SELECT login, name FROM users
        WHERE api = :api AND login IN (SELECT value FROM json_each(:logins)) AND read_at_ms BETWEEN :since AND :now
        """

    static let evictNamesSQL = """
        DELETE FROM users
        WHERE (api, login) IN (SELECT api, login FROM users WHERE read_at_ms < :before ORDER BY read_at_ms LIMIT :limit)
        """
}

/// How many more names than are kept may be let go of at once, so that no commit waits for long.
private let mostNamesEvicted = 100
