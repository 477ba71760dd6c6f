import GRDB

/// What the database's pages are used for, as its own header counts them.
struct PageUse {
    /// Those of the file, with what is still in the log.
    let all: Int
    /// Of these, those that hold nothing.
    let free: Int
    private let size: Int

    var allBytes: Int { all * size }
    /// What holds something.
    var usedBytes: Int { (all - free) * size }

    init(of db: Database) throws {
        all = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA page_count")) ?? 0
        free = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA freelist_count")) ?? 0
        size = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA page_size")) ?? 0
    }
}
