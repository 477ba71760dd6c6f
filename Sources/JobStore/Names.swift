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
        try evictNames(over: maxEntries, before: beginOfOldestCollection(in: db), atMost: limit, in: db)
        let (fourTimes, isTooMuch) = maxEntries.multipliedReportingOverflow(by: 4)
        let maxInUse = max(isTooMuch ? maxEntries : fourTimes, leastNamesInUse)
        try evictNames(over: maxInUse, before: .distantFuture, atMost: limit, in: db)
    }

    private static func evictNames(
        over maxEntries: Int, before: Timestamp, atMost limit: Int, in db: Database
    ) throws {
        let size = try db.cachedStatement(sql: "SELECT size FROM cache_sizes WHERE cache = 'users'")
        let excess = try Int.fetchOne(size).map { $0 - maxEntries } ?? 0
        guard excess > 0 else { return }
        try db.cachedStatement(sql: evictNamesSQL).execute(
            arguments: ["before": before.millisecondsSinceEpoch, "limit": min(excess, limit)]
        )
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

/// As many names as collections under way count on, or four times the limit where that is more, are kept at most: one of them may stay
/// unfinished for months.
private let leastNamesInUse = 20_000

/// How many more names than are kept may be let go of at once, so that no commit waits for long.
private let mostNamesEvicted = 100
