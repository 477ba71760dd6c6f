import Jobs
import TestSupport
import Testing

@testable import JobStore

@Suite(.timeLimit(.minutes(1)))
struct GroupCommitTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    @Test func `writes that wait together share one commit`() async throws {
        let commits = CommitCounter(of: store)
        let jobs = try await store.inOneCommit((0..<50).map { number in { try await store.add("r\(number)") } })
        // The write that held the writer changed nothing, and counts all the same.
        #expect(commits.count == 2)
        #expect(try Set(jobs.map { try $0.get().id }).count == 50)
        #expect(try await store.counts()[.queued] == 50)
    }

    @Test func `claims, records and payloads ride in the commits of the enqueues`() async throws {
        let recorded = try await store.addAndClaim("recorded")
        let frozen = try await store.addAndClaim("frozen")
        let commits = CommitCounter(of: store)
        let payload = FrozenPayload(body: #"{"a":1}"#, collectedAt: start)
        let calls: [@Sendable () async throws -> [Claim]] = [
            {
                try await store.record(.complete, report: .fixture(at: start), of: recorded, at: start)
                return []
            },
            {
                try await store.add("new")
                return []
            },
            {
                try await store.freeze(payload, for: frozen)
                return []
            },
            { try await store.claim(limit: 5, at: start) },
        ]
        let claims = try await store.inOneCommit(calls).flatMap { try $0.get() }
        #expect(commits.count == 2)
        #expect(claims.map(\.job.name.repository) == ["new"])
        #expect(try await store.job(recorded.job.id)?.state == .completed)
        #expect(try await store.payload(of: frozen.job.id) == payload)
    }

    @Test func `a caller that is cancelled while it waits still gets its job`() async throws {
        let caller = try await store.holdingWriter {
            let caller = Task { try await store.add() }
            while store.writer.waitingCount < 1 { await Task.yield() }
            caller.cancel()
            return caller
        }
        let job = try await caller.value
        #expect(try await store.job(job.id) == job)
    }
}
