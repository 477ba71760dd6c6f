import Foundation
import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// A file that is taken away from under the store that has it open.
@Suite(.timeLimit(.minutes(1)))
struct FilePlaceTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    /// What the store answers to a task after something was done to its files.
    private func refusal(after take: () throws -> Void) async throws -> String? {
        let store = try SQLiteStore(path: path)
        for number in 0..<20 { try await store.add("r\(number)") }
        try take()
        do {
            try await store.add("after")
            return nil
        } catch let StoreError.broken(reason) {
            await #expect(throws: StoreError.broken(reason)) { _ = try await store.outsideChanges() }
            return reason
        }
    }

    private func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: directory.file(name), toPath: directory.file(other))
    }

    /// All that was accepted, and what was told to be in doubt.
    private func expectEverything(in name: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let answer = try await sqlite3(directory.file(name), "SELECT count(*) FROM jobs; PRAGMA integrity_check")
        #expect(answer == "21\nok", sourceLocation: sourceLocation)
        // As the next start finds it.
        #expect(
            try await SQLiteStore(path: directory.file(name)).counts()[.queued] == 21, sourceLocation: sourceLocation)
    }

    /// Then the log cannot be moved into the file.
    @Test(arguments: ["deleted", "renamed", "replaced", "without its log"])
    func `while another program reads in it, all of a database that is taken is saved as well`(how: String) async throws
    {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        do { try SQLiteStore(path: path).close() }
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        let reason = try await refusal {
            try reader.writeWithoutTransaction { db in try db.execute(sql: "BEGIN; SELECT count(*) FROM jobs") }
            switch how {
            case "deleted": try FileManager.default.removeItem(atPath: path)
            case "without its log": try FileManager.default.removeItem(atPath: path + "-wal")
            default: try move("hookme.db", to: "old.db")
            }
            if how == "replaced" { try Data("another".utf8).write(to: URL(fileURLWithPath: path)) }
        }
        let isBack = how == "deleted" || how == "renamed"
        #expect(
            reason?.contains("all that it held is in \(path)\(isBack ? " again" : ".saved-")") == true,
            "\(reason ?? "")")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        try await expectEverything(in: isBack ? "hookme.db" : try #require(names.first { $0.contains(".saved-") }))
        // Nothing is left that another database would take for its own.
        #expect(how == "without its log" || !names.contains("hookme.db-wal"), "\(names)")
        try reader.close()
    }

    @Test(arguments: [[""], ["", "-wal", "-shm"]])
    func `a database that is deleted takes no further task, and is put back whole`(ends: [String]) async throws {
        let reason = try await refusal { for end in ends { try FileManager.default.removeItem(atPath: path + end) } }
        #expect(reason?.hasSuffix("all that it held is in \(path) again") == true, "\(reason ?? "")")
        try await expectEverything(in: "hookme.db")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o007 } == 0)
    }

    @Test(arguments: ["-wal", "-shm", ".lock"])
    func `a log, its index or a lock that is deleted costs nothing of what the store held`(end: String) async throws {
        let reason = try await refusal { try FileManager.default.removeItem(atPath: path + end) }
        #expect(reason?.hasSuffix("all that it held is in \(path)") == true, "\(reason ?? "")")
        try await expectEverything(in: "hookme.db")
    }

    @Test func `a database that is renamed has all under its new name`() async throws {
        let reason = try await refusal { try move("hookme.db", to: "renamed.db") }
        #expect(reason?.hasSuffix("all that it held is in the file that was renamed") == true, "\(reason ?? "")")
        try await expectEverything(in: "renamed.db")
    }

    @Test func `a database that takes another's place is not harmed by that one's log, which is saved`() async throws {
        do {
            let other = try SQLiteStore(path: directory.file("other.db"))
            try await other.add("theirs")
            try other.close()
        }
        let reason = try await refusal {
            try FileManager.default.removeItem(atPath: path)
            try move("other.db", to: "hookme.db")
        }
        let saved = try #require(reason?.split(separator: " ").last.map { URL(fileURLWithPath: String($0)) })
        try await expectEverything(in: saved.lastPathComponent)
        let answer = try await sqlite3(path, "SELECT repository FROM jobs; PRAGMA integrity_check")
        #expect(answer == "theirs\nok")
    }

    @Test func `an idle store notices within its next look`() async throws {
        let store = try SQLiteStore(path: path)
        try await store.add("before")
        _ = try await store.outsideChanges()
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: StoreError.self) { _ = try await store.outsideChanges() }
        #expect(try await sqlite3(path, "SELECT repository FROM jobs") == "before")
    }

    @Test func `a link to the file is no reason to doubt it`() async throws {
        let link = directory.file("link.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let store = try SQLiteStore(path: link)
        try await store.add("by-the-link")
        _ = try await store.outsideChanges()
    }
}
