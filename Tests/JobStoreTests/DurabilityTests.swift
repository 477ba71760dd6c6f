import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

struct DurabilityTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    @Test func `the live writer syncs every commit`() async throws {
        let pragmas = try await store.writer.write { db in
            [
                try Int.fetchOne(db, sql: "PRAGMA synchronous"), try Int.fetchOne(db, sql: "PRAGMA foreign_keys"),
                try Int.fetchOne(db, sql: "PRAGMA auto_vacuum"),
                try Int.fetchOne(db, sql: "PRAGMA trusted_schema"),
            ]
        }
        #expect(pragmas == [2, 1, 2, 0])
        let journal = try await store.writer.write { db in try String.fetchOne(db, sql: "PRAGMA journal_mode") }
        #expect(journal == "wal")
    }

    @Test func `what was enqueued is in the files while the store is still open`() async throws {
        let job = try await store.add()
        let path = directory.file("copy.db")
        // What a process that dies now would leave behind.
        for suffix in ["", "-wal"] {
            #expect(try await run("/bin/cp", [directory.file("hookme.db") + suffix, path + suffix]).status == 0)
        }
        #expect(try await SQLiteStore(path: path).job(job.id) == job)
    }

    @Test func `a file that breaks in the middle of a commit takes nothing more`() async throws {
        try await store.checkWritable()
        await #expect(throws: StoreError.broken("disk I/O error")) {
            try await store.writer.write { _ in
                throw DatabaseError(resultCode: .SQLITE_IOERR, message: "disk I/O error")
            }
        }
        await #expect(throws: StoreError.broken("disk I/O error")) { try await store.checkWritable() }
        await #expect(throws: StoreError.broken("disk I/O error")) { try await store.add() }
        await #expect(throws: StoreError.broken("disk I/O error")) { _ = try await store.outsideChanges() }
    }

    @Test func `whether it can be written is tried once a second at most, however often it is asked`() async throws {
        let (before, start) = (store.jobWatch.version, ContinuousClock.now)
        for _ in 1...50 { try await store.checkWritable() }
        let seconds = Int((ContinuousClock.now - start) / .seconds(1))
        #expect((1...seconds + 1).contains(store.jobWatch.version - before))
    }

    @Test func `a full disk refuses a write, loses nothing, and is over when there is room`() async throws {
        var kept: [JobID] = []
        try await limitPages(to: 40)
        do {
            while kept.count < 10_000 { kept.append(try await store.add("r\(kept.count)").id) }
            Issue.record("40 pages are never full")
        } catch StoreError.full {}
        await #expect(throws: StoreError.full) {
            try await store.checkWritable()
            try await store.add("another")
        }
        #expect(try await store.counts()[.queued] == kept.count)

        try await limitPages(to: 1_000_000)
        kept.append(try await store.add("another").id)
        #expect(try await store.counts()[.queued] == kept.count)
        #expect(try await sqlite3(directory.file("hookme.db"), "PRAGMA integrity_check") == "ok")
    }

    /// SQLite answers SQLITE_FULL past so many pages, as it does where the disk has no room.
    private func limitPages(to count: Int) async throws {
        _ = try await store.writer.look { db in
            try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(count)")
        }
    }

    @Test func `a history that somebody has edited stops neither a record nor a start`() async throws {
        let forged = """
            INSERT INTO attempts (job_id, attempt, result, stage, started_at_ms) VALUES (1, %, 'failed', 'collect', 0)
            """
        let path = directory.file("hookme.db")
        let first = try await store.addAndClaim()
        _ = try await sqlite3(path, forged.replacing("%", with: "1"))
        try await store.record(.release, report: .fixture(at: start), of: first, at: start)

        _ = try await store.claim(limit: 1, at: start)
        _ = try await sqlite3(path, forged.replacing("%", with: "2"))
        #expect(try await store.recover(at: start).queued == [first.job.id])
        #expect(try await store.attempts(of: first.job.id).map(\.result) == [.released, .crashed])
    }

    @Test func `a job whose payload somebody has deleted is collected and frozen anew`() async throws {
        let first = try await store.addAndClaim()
        try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: first)
        try await store.record(.retry(at: start, .backoff, .fixture), report: .fixture(at: start), of: first, at: start)
        _ = try await sqlite3(directory.file("hookme.db"), "DELETE FROM payloads")

        let second = try #require(try await store.claim(limit: 1, at: start).first)
        let anew = FrozenPayload(body: #"{"anew":true}"#, collectedAt: start)
        try await store.freeze(anew, for: second)
        #expect(try await store.payload(of: first.job.id) == anew)
    }

    @Test func `a word of another version's is read as such and stops nothing`() async throws {
        let insert = "INSERT INTO jobs (username, repository, error_class, last_error) VALUES ('a', 'b', 'odd', 'x')"
        _ = try await sqlite3(directory.file("hookme.db"), insert)
        let claim = try #require(try await store.claim(limit: 1, at: .now()).first)
        #expect(claim.job.lastError == AttemptError(.other, "x"))
    }

    @Test func `a deleted job takes its history with it`() async throws {
        let claim = try await store.addAndClaim()
        try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
        _ = try await sqlite3(directory.file("hookme.db"), "DELETE FROM jobs")
        #expect(try await store.attempts(of: claim.job.id).isEmpty)
        #expect(try await store.counts().values.reduce(0, +) == 0)
    }

    @Test func `an edit by another program is noticed, and our own writes are not`() async throws {
        let before = try await store.outsideChanges()
        try await store.add()
        #expect(try await store.outsideChanges() == before)
        _ = try await sqlite3(directory.file("hookme.db"), "UPDATE jobs SET run_at_ms = 0")
        #expect(try await store.outsideChanges() != before)
        #expect(try await store.nextRunAt() == Timestamp(millisecondsSinceEpoch: 0))
    }
}
