import Foundation
import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// What the disk is asked to keep, and when.
@Suite(.timeLimit(.minutes(1)))
struct SyncTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    @Test func `no task is accepted before its own sync has ended`() async throws {
        // So slow that an answer which does not wait for it comes first.
        let syncs = try await SyncCounter(of: store) { usleep(5000) }
        for number in 1...20 {
            try await store.add("r\(number)")
            #expect(syncs.count >= number)
        }
    }

    @Test func `no attempt is claimed, frozen or recorded before its own sync has ended`() async throws {
        try await store.add()
        let syncs = try await SyncCounter(of: store) { usleep(5000) }
        let claim = try #require(try await store.claim(limit: 1, at: start).first)
        #expect(syncs.count >= 1)
        try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: claim)
        #expect(syncs.count >= 2)
        try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
        #expect(syncs.count >= 3)
        try await store.setGate("anonymous", to: .closed)
        #expect(syncs.count >= 4)
    }

    @Test func `tasks that wait together share one sync`() async throws {
        try await store.add("first")
        let syncs = try await SyncCounter(of: store)
        let jobs = try await store.inOneCommit((0..<50).map { number in { try await store.add("r\(number)") } })
        #expect(try Set(jobs.map { try $0.get().id }).count == 50)
        // The write that held the writer changed nothing, so that there was nothing to sync.
        #expect(syncs.count == 1)
    }

    @Test func `a thousand tasks of one request, and the key that they came with, cost one commit and one sync`()
        async throws
    {
        try await store.add("first")
        let (syncs, commits) = (try await SyncCounter(of: store), CommitCounter(of: store))
        let jobs = try (0..<1000).map { try NewJob.fixture("r\($0)", at: start) }
        let key = IdempotencyKey(client: "", key: "k")
        let keeping = AnswerKeeping(key: key, createdAt: start) { _ in
            KeptAnswer(fingerprint: "f", status: 200, location: nil, body: "{}")
        }
        #expect(try await store.enqueue(jobs, liveLimit: nil, keeping: keeping).count == 1000)
        #expect(syncs.count == 1 && commits.count == 1)
        #expect(try await store.counts()[.queued] == 1001)
        #expect(try await store.keptAnswer(key) != nil)
    }

    @Test func `a sync that fails fails all that wait for it, and nothing is taken after it`() async throws {
        try await store.add("first")
        let syncs = try await SyncCounter(of: store) { () throws(DatabaseError) in
            throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC)
        }
        let jobs = try await store.inOneCommit((0..<20).map { number in { try await store.add("r\(number)") } })
        for result in jobs {
            #expect(throws: StoreError.broken("disk I/O error")) { try result.get() }
        }
        await #expect(throws: StoreError.broken("disk I/O error")) { try await store.add("later") }
        #expect(syncs.count == 0)
    }
}
