import JobStore
import Jobs
import TestSupport
import Testing

/// When a job's collection began: what GitHub has said since then it need not be asked again.
struct CollectingSinceTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    /// As an operator does it.
    private func edit(_ sql: String) async throws {
        _ = try await sqlite3(directory.file("hookme.db"), sql)
    }

    private func since(_ id: JobID) async throws -> Timestamp? {
        try #require(try await store.job(id)).collectingSince
    }

    @Test func `a collection begins with the first claim`() async throws {
        let job = try await store.add()
        #expect(job.collectingSince == nil)
        #expect(try await since(job.id) == nil)
        let claim = try #require(try await store.claim(limit: 1, at: start + 7).first)
        #expect(claim.job.collectingSince == start + 7)
        #expect(try await since(job.id) == start + 7)
    }

    @Test(arguments: [
        Outcome.defer(until: start + 9, .rateLimit, .fixture), .retry(at: start + 9, .backoff, .fixture), .release,
    ])
    func `a collection goes on in the next attempt`(outcome: Outcome) async throws {
        let first = try await store.addAndClaim()
        try await store.record(outcome, report: .fixture(at: start), of: first, at: start + 5)
        let second = try #require(try await store.claim(limit: 1, at: start + 9).first)
        #expect(second.job.attempts == 2 && second.job.collectingSince == start)
    }

    @Test func `a collection goes on after a crash`() async throws {
        _ = try await store.addAndClaim()
        _ = try await store.recover(at: start + 5)
        let second = try #require(try await store.claim(limit: 1, at: start + 9).first)
        #expect(second.job.collectingSince == start)
    }

    @Test(arguments: [Outcome.discard(.fixture), .complete])
    func `a finished job that an operator tries again is collected anew`(outcome: Outcome) async throws {
        let first = try await store.addAndClaim()
        try await store.record(outcome, report: .fixture(at: start), of: first, at: start + 5)
        #expect(try await since(first.job.id) == start)
        try await edit(
            """
            UPDATE jobs SET state = 'queued', finished_at_ms = NULL, failures = 0, crashes = 0, run_reason = 'manual'
            """
        )
        #expect(try await since(first.job.id) == nil)
        let second = try #require(try await store.claim(limit: 1, at: start + 9).first)
        #expect(second.job.collectingSince == start + 9)
    }

    @Test(arguments: ["UPDATE jobs SET stage = 'collect'", "DELETE FROM payloads"])
    func `a job that an operator has put back to collect is collected anew`(edit sql: String) async throws {
        let first = try await store.addAndClaim()
        try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: first)
        let retry = Outcome.retry(at: start + 5, .backoff, .fixture)
        try await store.record(retry, report: .fixture(at: start), of: first, at: start + 5)
        let delivering = try #require(try await store.claim(limit: 1, at: start + 6).first)
        #expect(delivering.job.collectingSince == start)
        try await store.record(.release, report: .fixture(at: start), of: delivering, at: start + 6)

        try await edit(sql)
        #expect(try await since(first.job.id) == nil)
    }

    @Test func `a job that is run now goes on with its collection`() async throws {
        let first = try await store.addAndClaim()
        let wait = Outcome.defer(until: start + 99, .rateLimit, .fixture)
        try await store.record(wait, report: .fixture(at: start), of: first, at: start + 5)
        try await edit("UPDATE jobs SET run_at_ms = 0, run_reason = 'manual'")
        #expect(try await since(first.job.id) == start)
    }
}
