import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// A write that fails, in a commit that it shares with others.
@Suite(.timeLimit(.minutes(1)))
struct FailingWriteTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    /// Inserts all of the jobs, in a statement each.
    private func insert(_ names: String...) async throws {
        try await store.writer.write { db in
            for name in names {
                try db.execute(sql: "INSERT INTO jobs (username, repository) VALUES ('octocat', ?)", arguments: [name])
            }
        }
    }

    private func update(_ change: String) async throws {
        try await store.writer.write { db in try db.execute(sql: "UPDATE jobs SET " + change) }
    }

    private func names() async throws -> [String] {
        try await store.read { db in try String.fetchAll(db, sql: "SELECT repository FROM jobs ORDER BY id") }
    }

    @Test func `each write that fails fails alone, with its own error`() async throws {
        let lost = try await store.addAndClaim("lost")
        try await store.record(.release, report: .fixture(at: start), of: lost, at: start + 1)

        let calls: [@Sendable () async throws -> Void] = [
            { try await store.add("good") },
            { try await insert("half", "..") },
            { try await store.add("also-good") },
            { try await store.record(.complete, report: .fixture(at: start), of: lost, at: start) },
            { try await insert("raw") },
            { try await store.setGate("anonymous", to: .closed) },
            { try await update("attempts = attempts - 1") },
            { try await insert("last") },
        ]
        let results = try await store.inOneCommit(calls)

        for place in [0, 2, 4, 5, 7] { #expect(throws: Never.self) { try results[place].get() } }
        expectRefusal(results[1], by: "repository_is_a_name")
        #expect(throws: StoreError.claimLost(lost.job.id)) { try results[3].get() }
        expectRefusal(results[6], by: "attempts only grows")

        // By id: the tasks are accepted before anything else is done.
        #expect(try await names() == ["lost", "good", "also-good", "raw", "last"])
        #expect(try await store.counts()[.queued] == 5)
        #expect(try await store.gate("anonymous") == .closed)
        #expect(try await store.attempts(of: lost.job.id).map(\.result) == [.released])
    }

    private func expectRefusal(
        _ result: Result<Void, any Error>, by rule: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: sourceLocation) {
            try result.get()
        } throws: { error in
            guard case StoreError.refused(let reason) = error else { return false }
            return reason.contains(rule)
        }
    }

    @Test func `what is done beside a failing write is done once`() async throws {
        let due = try await store.add("due")
        let calls: [@Sendable () async throws -> [Claim]] = [
            { try await store.claim(limit: 1, at: start) },
            {
                try await update("deferrals = deferrals + 1")
                return []
            },
            {
                try await insert("..")
                return []
            },
        ]
        let results = try await store.inOneCommit(calls)
        #expect(try results[0].get().map(\.job.attempts) == [1])
        #expect(throws: StoreError.self) { try results[2].get() }
        #expect(throws: Never.self) { try results[1].get() }
        let job = try #require(try await store.job(due.id))
        #expect(job.state == .running && job.attempts == 1 && job.deferrals == 1)
    }

    @Test func `a task that the database refuses is refused alone`() async throws {
        // As an operator may do it.
        _ = try await sqlite3(
            directory.file("hookme.db"),
            """
            CREATE TRIGGER no_r7 BEFORE INSERT ON jobs WHEN new.repository = 'r7' BEGIN
              SELECT raise(ABORT, 'r7 is not wanted');
            END
            """
        )
        let results = try await store.inOneCommit((0..<40).map { number in { try await store.add("r\(number)") } })
        #expect(throws: StoreError.refused("r7 is not wanted")) { try results[7].get() }
        let expected = (0..<40).filter { $0 != 7 }.map { "r\($0)" }
        let jobs = try expected.indices.map { try results[$0 < 7 ? $0 : $0 + 1].get() }
        #expect(jobs.map(\.name.repository) == expected)
        #expect(try await names() == expected)
    }

    @Test func `a write that the disk has no room for fails alone`() async throws {
        let claim = try await store.addAndClaim("big")
        // SQLite answers SQLITE_FULL past so many pages, as it does where the disk has no room.
        _ = try await store.writer.look { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            return try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 20)")
        }
        let big = FrozenPayload(body: "{" + String(repeating: " ", count: 1 << 20) + "}", collectedAt: start)
        let calls: [@Sendable () async throws -> Void] = [
            { try await store.add("good") },
            { try await store.freeze(big, for: claim) },
            { try await store.add("also-good") },
            { try await store.setGate("anonymous", to: .closed) },
        ]
        let results = try await store.inOneCommit(calls)

        #expect(throws: StoreError.full) { try results[1].get() }
        #expect(try await store.job(claim.job.id) == claim.job)
        #expect(try await store.payload(of: claim.job.id) == nil)
        #expect(try await names() == ["big", "good", "also-good"])
        #expect(try await store.gate("anonymous") == .closed)
        for place in [0, 2, 3] { #expect(throws: Never.self) { try results[place].get() } }
    }
}
