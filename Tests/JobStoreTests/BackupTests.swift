import Foundation
import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// A copy is whole, of one moment and one file, or it is not there.
struct BackupTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let copy: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
        copy = directory.file("copy.db")
    }

    private func files() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: directory.path))
    }

    @Test func `a copy is of one moment, whoever writes meanwhile`() async throws {
        let store = try SQLiteStore(path: path)
        for number in 0..<200 { try await store.addAndFinish("r\(number)") }
        try await withThrowingTaskGroup { group in
            // Two in each transaction, so that half of one would be seen.
            group.addTask {
                var number = 0
                while !Task.isCancelled {
                    number += 1
                    let pair = try [NewJob.fixture("a\(number)", at: start), .fixture("b\(number)", at: start)]
                    _ = try await store.enqueue(pair, liveLimit: nil, keeping: nil)
                }
            }
            let summary = try Backup.copy(path, to: copy)
            group.cancelAll()
            try await group.waitForAll()
            #expect(summary.jobs - summary.liveJobs == 200 && summary.liveJobs.isMultiple(of: 2))
            #expect(try await sqlite3(copy, "SELECT count(*) FROM jobs") == "\(summary.jobs)")
            #expect(try await sqlite3(copy, "PRAGMA integrity_check") == "ok")
        }
        #expect(try files() == ["hookme.db", "hookme.db-wal", "hookme.db-shm", "hookme.db.lock", "copy.db"])
        let ids =
            "SELECT group_concat(webhook_id) FROM (SELECT webhook_id FROM jobs WHERE finished_at_ms > 0 ORDER BY id)"
        let original = try await sqlite3(path, ids)
        #expect(try await sqlite3(copy, ids) == original)
    }

    @Test func `no file is written over, and none is left where there is nothing to copy`() async throws {
        _ = try SQLiteStore(path: path)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: copy))
        #expect(throws: OpenError.exists(path: copy, advice: "choose another name")) {
            try Backup.copy(path, to: copy)
        }
        #expect(try String(contentsOfFile: copy, encoding: .utf8) == "mine")
        let absent = directory.file("absent.db")
        #expect(throws: OpenError.inaccessible(path: absent, reason: "there is no such file")) {
            try Backup.copy(absent, to: directory.file("other.db"))
        }
        #expect(try !files().contains("other.db"))
    }

    @Test func `a damaged database makes no copy`() async throws {
        do {
            let store = try SQLiteStore(path: path)
            for number in 0..<200 { try await store.addAndFinish("r\(number)") }
            try store.close()
        }
        // The root page of the table of jobs.
        let page = try #require(Int(try await sqlite3(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'jobs'")))
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(page - 1) * 4096)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 4096))
        try file.close()
        let error = #expect(throws: OpenError.self) { try Backup.copy(path, to: copy) }
        #expect("\(try #require(error))".contains("damaged"))
        #expect(try !files().contains { $0.hasPrefix("copy") })
    }
}

/// What comes back is what was there.
struct RestoreTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let copy: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
        copy = directory.file("copy.db")
    }

    @Test func `a backup takes the place of a database, which keeps all that it had under another name`() async throws {
        let job: Job
        do {
            let store = try SQLiteStore(path: path)
            job = try await store.addAndFinish("before")
            _ = try Backup.copy(path, to: copy)
            try await store.add("after")
            try store.close()
        }
        #expect(throws: OpenError.exists(path: path, advice: "--replace renames it")) {
            try Backup.restore(copy, to: path, replaces: false)
        }
        let (summary, replaced) = try Backup.restore(copy, to: path, replaces: true)
        #expect(summary.jobs == 1)
        let restored = try SQLiteStore(path: path)
        #expect(try await restored.job(job.id) == job)
        #expect(try await restored.counts().values.reduce(0, +) == 1)
        let name = try #require(replaced)
        #expect(try await sqlite3(name, "SELECT repository FROM jobs ORDER BY id") == "before\nafter")
    }

    @Test func `it waits for no daemon`() async throws {
        let store = try SQLiteStore(path: path)
        _ = try Backup.copy(path, to: copy)
        #expect(throws: OpenError.inUse(path: path, process: getpid())) {
            try Backup.restore(copy, to: path, replaces: true)
        }
        try store.close()
    }

    @Test func `a database that is damaged is renamed with its log`() throws {
        do {
            let store = try SQLiteStore(path: path)
            _ = try Backup.copy(path, to: copy)
            try store.close()
        }
        for suffix in ["", "-wal"] { try Data("damaged\(suffix)".utf8).write(to: URL(fileURLWithPath: path + suffix)) }
        let replaced = try #require(try Backup.restore(copy, to: path, replaces: true).replaced)
        for suffix in ["", "-wal"] {
            #expect(try String(contentsOfFile: replaced + suffix, encoding: .utf8) == "damaged\(suffix)")
        }
        #expect(try Backup.verify(path).jobs == 0)
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test func `what is no backup of ours is refused, and nothing is changed`() async throws {
        do { try SQLiteStore(path: path).close() }
        _ = try await sqlite3(copy, "CREATE TABLE t (x)")
        #expect(throws: OpenError.foreign(path: copy, reason: "it is a SQLite database of another program")) {
            try Backup.restore(copy, to: path, replaces: true)
        }
        #expect(try Backup.verify(path).jobs == 0)
    }

    @Test func `two restores within a second keep both databases`() async throws {
        do {
            let store = try SQLiteStore(path: path)
            _ = try Backup.copy(path, to: copy)
            try await store.add("first")
            try store.close()
        }
        let first = try #require(try Backup.restore(copy, to: path, replaces: true).replaced)
        let second = try #require(try Backup.restore(copy, to: path, replaces: true).replaced)
        #expect(first != second)
        #expect(try Backup.verify(first).jobs == 1 && Backup.verify(second).jobs == 0)
    }

    @Test(arguments: ["-wal", "-journal"])
    func `what a lost database has left beside it is not taken for the backup's`(suffix: String) async throws {
        do {
            let store = try SQLiteStore(path: path)
            _ = try Backup.copy(path, to: copy)
            for number in 0..<20 { try await store.add("r\(number)") }
            try FileManager.default.copyItem(atPath: path + "-wal", toPath: path + ".kept")
            try store.close()
        }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".kept", toPath: path + suffix)
        #expect(throws: OpenError.exists(path: path, advice: "--replace renames it")) {
            try Backup.restore(copy, to: path, replaces: false)
        }
        let replaced = try #require(try Backup.restore(copy, to: path, replaces: true).replaced)
        #expect(FileManager.default.fileExists(atPath: replaced + suffix))
        #expect(try await sqlite3(path, "PRAGMA integrity_check; SELECT count(*) FROM jobs") == "ok\n0")
    }

    @Test(arguments: ["WAL", "DELETE"])
    func `a database that another program has open is left alone`(mode: String) async throws {
        do {
            try SQLiteStore(path: path).close()
            _ = try Backup.copy(path, to: copy)
            _ = try await sqlite3(path, "PRAGMA journal_mode = \(mode)")
        }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        #expect(throws: OpenError.busy(path: path)) { try Backup.restore(copy, to: path, replaces: true) }
        try await other.writeWithoutTransaction { db in
            try db.execute(sql: "INSERT INTO jobs (username, repository) VALUES ('octocat', 'a'); COMMIT")
        }
        try other.close()
        #expect(try Backup.verify(path).jobs == 1)
    }

    @Test func `a link to what is not there is no place for a database`() throws {
        do {
            try SQLiteStore(path: path).close()
            _ = try Backup.copy(path, to: copy)
        }
        let link = directory.file("link.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory.file("absent.db"))
        #expect(throws: OpenError.inaccessible(path: link, reason: "it is a link to what is not there")) {
            try Backup.restore(copy, to: link, replaces: true)
        }
    }
}
