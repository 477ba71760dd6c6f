import GRDB

/// So many pages may be free without being given back, also where the database is small: 4 MB.
private let freePagesKept = 1024

extension SQLiteStore {
    package func giveBack(pages limit: Int) async throws(StoreError) -> Int {
        try await writer.write { db in try Self.giveBack(pages: limit, in: db) }
    }

    /// The file becomes shorter with the next checkpoint (sqlite.org/pragma.html#pragma_incremental_vacuum).
    static func giveBack(pages limit: Int, in db: Database) throws -> Int {
        let pages = try PageUse(of: db)
        let surplus = pages.free - max(pages.all / 10, freePagesKept)
        guard surplus > 0 else { return 0 }
        try db.execute(sql: "PRAGMA incremental_vacuum(\(min(limit, surplus)))")
        // None where somebody has built the file anew without auto_vacuum.
        return try max(0, pages.all - PageUse(of: db).all)
    }
}
