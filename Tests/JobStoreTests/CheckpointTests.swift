import Foundation
import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// What a program that copies the log, such as Litestream, needs of us: WAL, nobody else's checkpoints, and patience.
struct CheckpointTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    private var logBytes: Int {
        (try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
    }

    /// So many commits of some hundred kilobytes.
    private func write(_ commits: Range<Int>, to store: SQLiteStore) async throws {
        for number in commits {
            let page = CachedPage(etag: nil, body: String(repeating: "x", count: 300_000), confirmedAt: start)
            try await store.keepPage(page, as: PageKey(url: "p\(number)", reader: "r", format: "f"), maxBytes: .max)
        }
    }

    @Test(arguments: Checkpoints.allCases)
    func `the log is moved into the database by us, or by the other program alone`(who: Checkpoints) async throws {
        let store = try SQLiteStore(path: path, checkpoints: who)
        try await write(0..<150, to: store)
        #expect((logBytes > 40_000_000) == (who == .external), "\(logBytes)")
        // Which comes at a moment of its own.
        #expect(try await sqlite3(path, "PRAGMA wal_checkpoint(TRUNCATE)").hasPrefix("0|"))
        #expect(logBytes == 0)
        try await store.add("after")
        #expect(try await store.counts()[.queued] == 1)
    }

    @Test func `a program that keeps the log from beginning anew holds nobody up, and the log shrinks after it`()
        async throws
    {
        let store = try SQLiteStore(path: path)
        try await store.add("before")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        try await reader.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs") == 1)
        }
        try await write(0..<150, to: store)
        try await store.add("meanwhile")
        #expect(logBytes > 40_000_000, "\(logBytes)")
        try await reader.writeWithoutTransaction { db in
            // What it sees is of one moment still.
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs") == 1)
            try db.execute(sql: "COMMIT")
        }
        try await write(150..<210, to: store)
        try await store.add("after")
        try store.close()
        #expect(try await sqlite3(path, "SELECT count(*) FROM jobs; PRAGMA integrity_check") == "3\nok")
        try reader.close()
    }

    @Test func `its checkpoints and our commits wait for each other`() async throws {
        let store = try SQLiteStore(path: path, checkpoints: .external)
        let other = try DatabaseQueue(path: path)
        for number in 0..<200 {
            async let job = store.add("r\(number)")
            // One that comes in the middle of a commit says so, and is made another time.
            async let moved = other.writeWithoutTransaction { db in
                try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(RESTART)").map { $0[0] as Int }
            }
            _ = try await (job, moved)
        }
        #expect(try await store.counts()[.queued] == 200)
        #expect(try await sqlite3(path, "PRAGMA integrity_check") == "ok")
    }
}
