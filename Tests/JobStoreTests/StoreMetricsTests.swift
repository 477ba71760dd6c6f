import GRDB
import Jobs
import Prometheus
import TestSupport
import Testing

@testable import JobStore

/// What the store tells of itself.
@Suite(.timeLimit(.minutes(1)))
struct StoreMetricsTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let registry = Registry([
        .histogram("hookme_commit_batch_size", upTo: [1, 8], "Sizes."),
        .histogram("hookme_commit_seconds", upTo: [1], "Times."),
        .counter("hookme_store_busy_retries_total", "Tries."),
    ])
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
        store = try SQLiteStore(path: path, metrics: registry)
    }

    private var lines: [Substring] { registry.exposition().text.split(separator: "\n") }

    @Test func `writes that share a commit are counted as one, by their number`() async throws {
        let adds: [@Sendable () async throws -> Void] = (0..<5).map { number in
            { [store] in try await store.add("r\(number)") }
        }
        // The writer is held by a write of its own.
        for result in try await store.inOneCommit(adds) { try result.get() }
        #expect(lines.contains("hookme_commit_batch_size_count 2") && lines.contains("hookme_commit_batch_size_sum 6"))
        #expect(lines.contains("hookme_commit_batch_size_bucket{le=\"1\"} 1"))
        #expect(lines.contains("hookme_commit_seconds_count 2"))
    }

    @Test func `another program's lock is waited for, and the tries are counted`() async throws {
        let other = try DatabaseQueue(path: path)
        let latch = BlockingLatch()
        async let lock: Void = other.write { _ in latch.wait() }
        await latch.isReached()
        async let job = store.add("one")
        while !lines.contains(where: { $0.hasPrefix("hookme_store_busy_retries_total ") && !$0.hasSuffix(" 0") }) {
            await Task.yield()
        }
        #expect(try await store.counts()[.queued] == 0)
        latch.open()
        try await lock
        #expect(try await job.id == JobID(1))
        #expect(try await store.counts()[.queued] == 1)
    }

    @Test func `a lock is waited for ten seconds`() {
        #expect(SQLiteStore.busyRetries * Int(SQLiteStore.busyPauseMicroseconds) == 10_000_000)
    }

    @Test func `the vitals are what is there, and what is due is found by its index`() async throws {
        #expect(try await store.vitals().dueSince == nil)
        try await store.add("one", dueAt: start + 5)
        try await store.add("two", dueAt: start + 3)
        _ = try await sqlite3(path, "UPDATE jobs SET run_at_ms = 0 WHERE repository = 'one'")
        _ = try await sqlite3(
            path,
            "INSERT INTO destinations (destination, state, reason, held_at_ms) VALUES ('default', 'held', 'manual', 1)"
        )
        let vitals = try await store.vitals()
        // Not since 1970, but since it was accepted.
        let created = try #require(try await store.job(JobID(1))).createdAt
        #expect(vitals.dueSince == created && vitals.heldDestinations == 1)
        #expect(vitals.jobs[.queued] == 2 && vitals.jobs[.completed] == 0)
        let plan = try await sqlite3(path, "EXPLAIN QUERY PLAN " + SQLiteStore.dueSinceSQL)
        #expect(plan.contains("USING INDEX jobs_due") && !plan.contains("TEMP B-TREE"), "\(plan)")
        #expect(try #require(store.walBytes) > 0)
    }
}
