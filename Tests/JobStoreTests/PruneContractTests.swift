import JobStore
import Jobs
import TestSupport
import Testing

/// Payloads of finished jobs go when they are old, and no others.
struct PruneContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `payloads of jobs that finished before a moment go, in steps, the oldest first`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            var finished: [JobID] = []
            for number in 0..<5 {
                finished.append(try await store.addAndFinish("r\(number)", at: start + Milliseconds(Int64(number))).id)
            }
            #expect(try await store.prunePayloads(finishedBefore: start, limit: 9) == 0)
            #expect(try await store.prunePayloads(finishedBefore: start + 3, limit: 2) == 2)
            for (place, id) in finished.enumerated() {
                #expect(try await (store.payload(of: id) == nil) == (place < 2))
            }
            #expect(try await store.prunePayloads(finishedBefore: start + 3, limit: 2) == 1)
            #expect(try await store.prunePayloads(finishedBefore: start + 3, limit: 2) == 0)
            #expect(try await store.payload(of: finished[3]) != nil)
            // The job itself and its history stay.
            let job = try #require(try await store.job(finished[0]))
            #expect(job.state == .completed && job.finishedAt == start && job.stage == .collect)
            #expect(try await store.attempts(of: finished[0]).count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `payloads of live jobs stay, however old`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let running = try await store.addAndClaim("running")
            try await store.freeze(.fixture, for: running)
            let queued = try await store.addAndClaim("queued")
            try await store.freeze(.fixture, for: queued)
            let report = AttemptReport.fixture(at: start)
            try await store.record(.retry(at: start, .backoff, .fixture), report: report, of: queued, at: start)
            #expect(try await store.prunePayloads(finishedBefore: .distantFuture, limit: 9) == 0)
            for claim in [running, queued] {
                #expect(try await store.payload(of: claim.job.id) == .fixture)
                #expect(try await store.job(claim.job.id)?.stage == .deliver)
            }
        }
    }
}

/// What is known of destinations goes when they have not failed for long.
struct PruneDestinationsContractTests {
    /// Delivers one job to each, in vain.
    private func fail(_ names: [String], _ delivery: DeliveryVerdict, at now: Timestamp, in store: any Store)
        async throws
    {
        for name in names {
            let place = Destination(text: "https://\(name).example/hook")
            let job = NewJob(name: try .fixture(name), destination: place, runAt: now, createdAt: now)
            _ = try await store.enqueue(job, liveLimit: nil)
        }
        for claim in try await store.claim(limit: names.count, at: now) {
            let report = AttemptReport.fixture(stage: .deliver, at: now, delivery: delivery)
            let outcome = delivery == .gone ? Outcome.hold(.fixture) : .discard(.fixture)
            try await store.record(outcome, report: report, of: claim, at: now)
        }
    }

    private func known(_ store: any Store) async throws -> [String] {
        try await store.destinations(limit: 9).map { String($0.destination.text.dropFirst("https://".count).prefix(1)) }
    }

    @Test(arguments: StoreUnderTest.all)
    func `open ones that have not failed since a moment go, in steps, the longest well first`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            try await fail(["d"], .failed, at: start, in: store)
            try await fail(["a", "b", "c"], .failed, at: start + 1, in: store)
            try await fail(["b"], .failed, at: start + 2, in: store)
            #expect(try await store.pruneDestinations(notedBefore: start, limit: 9) == 0)
            #expect(try await store.pruneDestinations(notedBefore: start + 2, limit: 1) == 1)
            #expect(try await known(store) == ["a", "b", "c"])
            #expect(try await store.pruneDestinations(notedBefore: start + 2, limit: 9) == 2)
            #expect(try await store.pruneDestinations(notedBefore: start + 2, limit: 9) == 0)
            #expect(try await known(store) == ["b"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `held ones stay for as long as a job waits for them or somebody holds them`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            try await fail(["g"], .gone, at: start, in: store)
            _ = try await store.hold(.default, at: start)
            #expect(try await store.pruneDestinations(notedBefore: .distantFuture, limit: 9) == 0)
            // Without a job that waits for it.
            _ = try await store.cancel(JobID(1), at: start)
            #expect(try await store.pruneDestinations(notedBefore: .distantFuture, limit: 9) == 1)
            #expect(try await store.heldDestinations().map(\.destination) == [.default])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what was held by one that is forgotten is delivered`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await fail(["g"], .gone, at: start, in: store)
            let gone = try #require(try await store.heldDestinations().first).destination
            _ = try await store.hold(.default, at: start)
            for place in [gone, .default] { _ = try await store.release(place) }
            #expect(try await store.pruneDestinations(notedBefore: .distantFuture, limit: 9) == 2)
            #expect(try await store.claim(limit: 9, at: start).map(\.job.destination) == [gone])
        }
    }
}

/// Finished jobs go when they are old, and no others.
struct PruneJobsContractTests {
    @Test(arguments: StoreUnderTest.all, [JobState.completed, .discarded])
    func `jobs of a state that finished before a moment go, in steps, the oldest first`(
        kind: StoreUnderTest, state: JobState
    ) async throws {
        let (outcome, other) =
            state == .completed ? (Outcome.complete, Outcome.discard(.fixture)) : (.discard(.fixture), .complete)
        try await kind { store in
            var finished: [JobID] = []
            for number in 0..<4 {
                finished.append(
                    try await store.addAndFinish("r\(number)", outcome, at: start + Milliseconds(Int64(number))).id)
            }
            let otherOne = try await store.addAndFinish("other", other, at: start)
            #expect(try await store.pruneJobs(state, finishedBefore: start, limit: 9) == 0)
            #expect(try await store.pruneJobs(state, finishedBefore: start + 3, limit: 2) == 2)
            for (place, id) in finished.enumerated() {
                #expect(try await (store.job(id) == nil) == (place < 2))
            }
            #expect(try await store.pruneJobs(state, finishedBefore: start + 3, limit: 2) == 1)
            #expect(try await store.pruneJobs(state, finishedBefore: start + 3, limit: 2) == 0)
            for kept in [finished[3], otherOne.id] { #expect(try await store.job(kept) != nil) }
            #expect(try await store.counts()[state] == 1)
            // With all that was theirs.
            #expect(try await store.attempts(of: finished[0]).isEmpty)
            #expect(try await store.payload(of: finished[0]) == nil)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `cancelled jobs go by when they were cancelled, and live jobs never`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let running = try await store.addAndClaim("running").job.id
            let queued = try await store.add("queued", dueAt: start + 60_000).id
            let cancelled = try await store.add("cancelled").id
            _ = try await store.cancel(cancelled, at: start + 5)
            #expect(try await store.pruneJobs(.cancelled, finishedBefore: start + 5, limit: 9) == 0)
            #expect(try await store.pruneJobs(.cancelled, finishedBefore: start + 6, limit: 9) == 1)
            for state in JobState.allCases {
                #expect(try await store.pruneJobs(state, finishedBefore: .distantFuture, limit: 9) == 0)
            }
            for live in [queued, running] { #expect(try await store.job(live) != nil) }
        }
    }
}

/// What only a database of ours does.
struct PruneTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    @Test func `where none is kept it goes with the record that finishes its job, and not before`() async throws {
        let store = try SQLiteStore(path: path, keepsFinishedPayloads: false)
        let claim = try await store.addAndClaim()
        try await store.freeze(.fixture, for: claim)
        let report = AttemptReport.fixture(at: start)
        try await store.record(.retry(at: start, .backoff, .fixture), report: report, of: claim, at: start)
        #expect(try await store.payload(of: claim.job.id) == .fixture)
        let last = try #require(try await store.claim(limit: 1, at: start).first)
        try await store.record(.complete, report: report, of: last, at: start)
        #expect(try await store.payload(of: claim.job.id) == nil)
        #expect(try await store.job(claim.job.id)?.state == .completed)
    }

    @Test func `a finished job whose payload somebody has deleted is not looked at for ever`() async throws {
        let store = try SQLiteStore(path: path)
        let job = try await store.addAndFinish(at: start)
        _ = try await sqlite3(
            path, "DROP TRIGGER payloads_collect_anew; DELETE FROM payloads WHERE job_id = \(job.id)"
        )
        #expect(try await store.prunePayloads(finishedBefore: start + 1, limit: 9) == 1)
        #expect(try await store.prunePayloads(finishedBefore: start + 1, limit: 9) == 0)
    }

    @Test func `a job that is tried again after its payload was deleted collects anew`() async throws {
        let store = try SQLiteStore(path: path)
        let job = try await store.addAndFinish(at: start)
        #expect(try await store.prunePayloads(finishedBefore: start + 1, limit: 9) == 1)
        _ = try await sqlite3(path, "UPDATE jobs SET state = 'queued', finished_at_ms = NULL, run_at_ms = 0")
        #expect(try await store.claim(limit: 1, at: start + 9, only: .deliver).isEmpty)
        let claim = try #require(try await store.claim(limit: 1, at: start + 9).first)
        #expect(claim.job.id == job.id && claim.job.stage == .collect && claim.job.collectingSince == start + 9)
    }
}
