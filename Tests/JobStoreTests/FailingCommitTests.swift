import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// A commit that fails, with all that wait for it.
@Suite(.timeLimit(.minutes(1)))
struct FailingCommitTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    @Test func `a commit that fails fails all of its writes and leaves nothing behind`() async throws {
        let claim = try await store.addAndClaim("running")
        var calls: [@Sendable () async throws -> Void] = (0..<40).map { number in { try await store.add("r\(number)") }
        }
        calls.append { try await store.record(.complete, report: .fixture(at: start), of: claim, at: start) }
        calls.append { try await store.writer.write(breakCommit) }
        for result in try await store.inOneCommit(calls) {
            #expect(throws: StoreError.refused("FOREIGN KEY constraint failed")) { try result.get() }
        }
        #expect(try await store.counts().filter { $0.value > 0 } == [.running: 1])
        #expect(try await sqlite3(directory.file("hookme.db"), "SELECT count(*) FROM jobs") == "1")

        // The next commit is another one.
        try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
        let again = try await store.inOneCommit((0..<40).map { number in { try await store.add("r\(number)") } })
        #expect(try Set(again.map { try $0.get().id }).count == 40)
    }

    @Test func `whoever is told of success has a row, also where a write and a commit fail at once`() async throws {
        var calls: [@Sendable () async throws -> Void] = (0..<40).map { number in { try await store.add("r\(number)") }
        }
        calls.append { try await store.writer.write { db in try db.execute(sql: "UPDATE jobs SET state = ''") } }
        calls.append { try await store.writer.write(breakCommit) }
        let results = try await store.inOneCommit(calls)
        for result in results.suffix(2) { #expect(throws: StoreError.self) { try result.get() } }
        let rows = try await sqlite3(directory.file("hookme.db"), "SELECT repository FROM jobs").split(separator: "\n")
        let successes = results.indices.prefix(40).filter { (try? results[$0].get()) != nil }
        #expect(Set(rows.map(String.init)) == Set(successes.map { "r\($0)" }))
    }
}

/// An attempt without a job, which SQLite is told to notice not before the commit.
@Sendable private func breakCommit(_ db: Database) throws {
    try db.execute(
        sql: """
            PRAGMA defer_foreign_keys = ON;
            INSERT INTO attempts (job_id, attempt, result, stage, started_at_ms)
            VALUES (1000000, 1, 'failed', 'collect', 0);
            """
    )
}
