import Jobs
import TestSupport
import Testing

@testable import JobStore

/// What another process may do in the database of a store that is open.
struct OperatorStoreTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: SQLiteStore
    private let url = Destination.url("https://example.com/s3cret")

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
        store = try SQLiteStore(path: path)
    }

    @Test func `what is held by hand waits without a probe, and goes on when it is released`() async throws {
        let desk = try OperatorStore(path: path)
        for number in 0..<3 { try await store.add("r\(number)") }
        let seen = try await store.outsideChanges()
        #expect(try desk.hold(.default, at: start))
        #expect(try !desk.hold(.default, at: start + 1))
        #expect(try await store.outsideChanges() != seen)
        #expect(try await store.claim(limit: 9, at: start + 5).isEmpty)
        #expect(try await store.nextRunAt() == nil)
        let held = DestinationStatus(
            destination: .default, hold: .manual, heldAt: start, heldJobs: 3, probe: .never, probes: 0, lastError: nil
        )
        #expect(try desk.destinations() == [held])
        #expect(try await store.heldDestinations() == [held])
        #expect(try desk.release(.default) == 3)
        #expect(try desk.release(.default) == nil)
        #expect(try await store.heldDestinations().isEmpty)
        #expect(try desk.destinations().map(\.hold) == [nil])
        #expect(try await store.claim(limit: 9, at: start + 5).count == 1, "one at first")
        #expect(try await store.claim(limit: 9, at: start + 5).count == 2)
        try desk.close()
    }

    @Test func `what is held since it fails is held by hand from then on, and a probe under way releases nothing`()
        async throws
    {
        let desk = try OperatorStore(path: path)
        for number in 0..<7 { try await store.add("r\(number)") }
        for claim in try await store.claim(limit: 5, at: start) {
            let report = AttemptReport.fixture(at: start, delivery: .failed)
            try await store.record(.retry(at: start + 99_000, .backoff, .fixture), report: report, of: claim, at: start)
        }
        _ = try await store.claim(limit: 9, at: start)
        #expect(try desk.destinations().map(\.probe) == [.at(start + 5000)])
        let probe = try #require(try await store.claim(limit: 9, at: start + 5000).first)
        #expect(try desk.destinations().map(\.probe) == [.underWay(probe.job.id)])
        #expect(try desk.hold(.default, at: start + 6000))
        let report = AttemptReport.fixture(at: start, delivery: .accepted)
        #expect(try await store.record(.complete, report: report, of: probe, at: start + 7000) == nil)
        let status = try #require(try desk.destinations().first)
        #expect(status.hold == .manual && status.heldAt == start && status.probe == .never)
        #expect(status.lastError == "the receiver answered 502")
        #expect(try await store.claim(limit: 9, at: start + 10_000_000).isEmpty)
    }

    @Test func `a destination of its own is held apart from the others`() async throws {
        let desk = try OperatorStore(path: path)
        #expect(try desk.hold(url, at: start))
        try await store.add()
        #expect(try await store.claim(limit: 9, at: start).count == 1)
        #expect(try desk.destinations().map(\.destination) == [url])
        #expect(try desk.release(.default) == nil)
        #expect(try desk.release(url) == 0)
    }

    @Test func `a finished job is redelivered`() async throws {
        let desk = try OperatorStore(path: path)
        let job = try await store.addAndFinish()
        #expect(try desk.redeliver(JobID(99), at: start) == .failure(.unknown))
        guard case .success(let queued) = try desk.redeliver(job.id, at: start + 1) else {
            throw Unexpected(what: "not queued")
        }
        #expect(try await store.job(job.id) == queued)
        #expect(try await store.claim(limit: 9, at: start + 1).map(\.job.webhookID) == [job.webhookID])
    }

    @Test func `jobs are cancelled, retried and deleted, and the queue is paused and resumed`() async throws {
        let desk = try OperatorStore(path: path)
        let claim = try await store.addAndClaim()
        let id = claim.job.id
        #expect(try desk.delete(id) == .failure(.wrongState(.running, allowed: JobState.finished)))
        #expect(try desk.cancel(id, at: start + 1).get().state == .cancelled)
        #expect(try await store.lostClaims(among: [claim]) == [claim])
        #expect(try await store.attempts(of: id).map(\.result) == [.cancelled])
        #expect(try desk.retry(id, at: start + 2).get().state == .queued)
        #expect(try desk.pause(at: start + 3) == start + 3)
        #expect(try await store.claim(limit: 9, at: start + 4).isEmpty)
        #expect(try desk.resume())
        #expect(try await store.claim(limit: 9, at: start + 4).map(\.job.id) == [id])
        _ = try desk.cancel(id, at: start + 5)
        #expect(try desk.delete(id).get().id == id)
        #expect(try await store.job(id) == nil)
    }

    @Test func `what an operator types pauses the queue, and cancels a job that runs`() async throws {
        let claim = try await store.addAndClaim()
        try await store.add("waiting")
        _ = try await sqlite3(path, "UPDATE queue SET paused_at_ms = strftime('%s', 'now') * 1000")
        #expect(try await store.claim(limit: 9, at: start).isEmpty)
        _ = try await sqlite3(path, "UPDATE jobs SET run_at_ms = 0 WHERE id = 2")
        #expect(try await sqlite3(path, "SELECT id, next FROM v_jobs") == "1|collecting\n2|paused")
        _ = try await sqlite3(path, "UPDATE queue SET paused_at_ms = NULL")
        #expect(try await store.claim(limit: 9, at: start).count == 1)
        _ = try await sqlite3(
            path,
            """
            UPDATE jobs SET state = 'cancelled', finished_at_ms = \(start.millisecondsSinceEpoch + 9), claim_token = NULL,
                            claimed_at_ms = NULL WHERE id = 1
            """)
        #expect(try await store.lostClaims(among: [claim]) == [claim])
        let attempt = try #require(try await store.attempts(of: claim.job.id).first)
        #expect(attempt.result == .cancelled && attempt.report.duration == 9 && attempt.number == 1)
        _ = try await sqlite3(path, "DELETE FROM queue")
        #expect(try await store.stats(at: start).pausedAt == nil)
        #expect(try await store.pause(at: start + 7) == start + 7)
    }

    @Test func `tasks are accepted in one transaction, with the daemon's own rules`() async throws {
        let desk = try OperatorStore(path: path)
        let tasks = try ["a", "b", "A", "c"].map { try NewJob.fixture($0, at: start) }
        let seen = try await store.outsideChanges()
        let enqueued = try desk.enqueue(tasks, liveLimit: 2)
        #expect(try await store.outsideChanges() != seen)
        guard case .created(let first) = enqueued[0], case .created = enqueued[1] else {
            throw Unexpected(what: "not created: \(enqueued)")
        }
        #expect(enqueued[2] == .existing(first) && enqueued[3] == .limitReached)
        #expect(try desk.jobs([first.id, JobID(99)]) == [first])
        #expect(try desk.jobs(matching: JobFilter(state: .queued), before: nil, limit: 1).next != nil)
        #expect(try await store.claim(limit: 9, at: start).count == 2)
    }

    @Test func `one look has all that may keep a job waiting`() async throws {
        let desk = try OperatorStore(path: path)
        let job = try await store.addAndFinish()
        try await store.setGate("anonymous", to: GateState(closedUntil: start + 5000, reason: .primary, streak: 0))
        try await store.setGate("token graphql", to: GateState(closedUntil: start + 9000, reason: .primary, streak: 0))
        _ = try desk.pause(at: start)
        _ = try desk.hold(.default, at: start)
        let story = try #require(try desk.story(of: job.id, at: start))
        #expect(story.job == job && story.attempts.count == 1 && story.destination?.hold == .manual)
        #expect(story.stats.pausedAt == start)
        #expect(story.closure == GateClosure(until: start + 5000, reason: .primary))
        #expect(try desk.story(of: JobID(99), at: start) == nil)
        let overview = try desk.overview(at: start + 5000)
        #expect(overview.closure == nil && overview.held.count == 1 && overview.fileBytes > 4096)
        #expect(overview.fileBytes == store.fileBytes)
        #expect(try await store.stats(at: start + 5000) == overview.stats)
    }

    @Test func `a database is in use for as long as a daemon has it`() throws {
        let other = directory.file("other.db")
        var daemon: SQLiteStore? = try SQLiteStore(path: other)
        let desk = try OperatorStore(path: other)
        #expect(desk.isInUse == true)
        try daemon?.close()
        daemon = nil
        #expect(desk.isInUse == false)
        // Who has asked keeps nobody out.
        daemon = try SQLiteStore(path: other)
        #expect(desk.isInUse == true)
    }

    @Test func `a destination is known that a job has, or that was held`() async throws {
        let desk = try OperatorStore(path: path)
        #expect(try desk.knows(.default) && !desk.knows(url))
        _ = try desk.hold(url, at: start)
        _ = try desk.release(url)
        #expect(try desk.knows(url))
        let other = Destination.url("https://example.com/other")
        var task = try NewJob.fixture(at: start)
        task.destination = other
        #expect(try !desk.knows(other))
        _ = try desk.enqueue([task], liveLimit: nil)
        #expect(try desk.knows(other))
        #expect(try await store.knows(other))
    }

    @Test func `every commit is synced, and the schema must be ours`() async throws {
        let desk = try OperatorStore(path: path)
        #expect(try desk.synchronous() == 2)
        try desk.close()
        for (version, error) in [
            (3, OpenError.older(path: path, version: 3, known: Migrations.version)),
            (99, .newer(path: path, version: 99, known: Migrations.version)),
        ] {
            _ = try await sqlite3(path, "PRAGMA user_version = \(version)")
            #expect(throws: error) { _ = try OperatorStore(path: path) }
        }
    }
}
