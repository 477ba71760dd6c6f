import GRDB
package import Jobs

extension SQLiteStore {
    package func page(_ key: PageKey) async throws(StoreError) -> CachedPage? {
        try await read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT etag, body, confirmed_at_ms FROM pages
                    WHERE url = :url AND reader = :reader AND format = :format
                    """
            )
            return try Row.fetchOne(statement, arguments: key.arguments).map { row in
                CachedPage(etag: row[0], body: row[1], confirmedAt: Timestamp(millisecondsSinceEpoch: row[2]))
            }
        }
    }

    package func keepPage(_ page: CachedPage, as key: PageKey, maxBytes: Int) async throws(StoreError) {
        try await writer.write { db in
            let statement = try db.cachedStatement(
                // Not OR REPLACE: that deletes a row without telling the trigger which keeps the size.
                sql: """
                    INSERT INTO pages (url, reader, format, etag, body, confirmed_at_ms)
                    VALUES (:url, :reader, :format, :etag, :body, :confirmed_at)
                    ON CONFLICT (url, reader, format)
                    DO UPDATE SET etag = :etag, body = :body, confirmed_at_ms = :confirmed_at
                    """
            )
            try statement.execute(
                arguments: key.arguments &+ [
                    "etag": page.etag, "body": page.body, "confirmed_at": page.confirmedAt.millisecondsSinceEpoch,
                ]
            )
            try Self.evictPages(over: maxBytes, in: db)
        }
    }

    package func confirmPage(_ key: PageKey, at now: Timestamp) async throws(StoreError) {
        try await writer.write { db in
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE pages SET confirmed_at_ms = :now WHERE url = :url AND reader = :reader AND format = :format
                    """
            )
            try statement.execute(arguments: key.arguments &+ ["now": now.millisecondsSinceEpoch])
        }
    }

    private static func evictPages(over maxBytes: Int, in db: Database) throws {
        let statement = try db.cachedStatement(sql: evictPageSQL)
        let before = try beginOfOldestCollection(in: db).millisecondsSinceEpoch
        let maxInUse = max(
            maxBytes.multipliedReportingOverflow(by: 4).overflow ? maxBytes : maxBytes * 4, leastBytesInUse)
        for _ in 0..<mostPagesEvicted {
            try statement.execute(arguments: ["before": before, "max_bytes": maxBytes, "max_bytes_in_use": maxInUse])
            guard db.changesCount == 1 else { return }
        }
    }

    static let evictPageSQL = """
        DELETE FROM pages
        WHERE id = (SELECT min(id) FROM pages WHERE confirmed_at_ms = (SELECT min(confirmed_at_ms) FROM pages))
          AND (SELECT size FROM cache_sizes WHERE cache = 'pages')
              > iif(confirmed_at_ms < :before, :max_bytes, :max_bytes_in_use)
        """
}

/// What collections under way count on may come to four times the limit, or to this where that is more, before it is let go of
/// too. They are then slower, and done all the same unless one of them alone needs more.
private let leastBytesInUse = 64 << 20

/// So many pages at most make room for one, so that no commit waits for long: what is still too much goes with the next.
private let mostPagesEvicted = 100

extension PageKey {
    fileprivate var arguments: StatementArguments {
        ["url": url, "reader": reader, "format": format]
    }
}
