import JobStore
import Jobs
import TestSupport
import Testing

struct RetryContractTests {
    private let later = start + 5000

    @Test(arguments: StoreUnderTest.all)
    func `a discarded job is due now, with all retries before it and what it has frozen`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            let discarded = try await store.addAndFinish("r", .discard(.fixture))
            var expected = discarded
            (expected.state, expected.runAt, expected.runReason, expected.finishedAt) = (.queued, later, .manual, nil)
            (expected.failures, expected.collectingSince) = (0, nil)
            #expect(discarded.failures == 1 && discarded.stage == .deliver)
            #expect(try await store.retry(discarded.id, at: later) == .success(expected))
            #expect(try await store.job(discarded.id) == expected)
            #expect(try await store.claim(limit: 1, at: later).first?.job.stage == .deliver)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a cancelled job whose payload is deleted collects anew`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.freeze(.fixture, for: claim)
            _ = try await store.cancel(claim.job.id, at: start)
            #expect(try await store.prunePayloads(finishedBefore: later, limit: 9) == 1)
            let job = try await store.retry(claim.job.id, at: later).get()
            #expect(job.state == .queued && job.stage == .collect && job.attempts == 1)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a queued job is due now, and one that is due keeps its place`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let waiting = try await store.add("waiting", dueAt: start + 99_000)
            let job = try await store.retry(waiting.id, at: later).get()
            #expect(job.runAt == later && job.runReason == .manual && job.state == .queued)
            let due = try await store.add("due")
            #expect(try await store.retry(due.id, at: later) == .success(due))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what runs, is held or completed, or does what a live job does, is not retried`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            let allowed: [JobState] = [.queued, .discarded, .cancelled]
            #expect(try await store.retry(JobID(9), at: later) == .failure(.unknown))
            let completed = try await store.addAndFinish("completed")
            let running = try await store.addAndClaim("running").job
            for job in [completed, running] {
                #expect(
                    try await store.retry(job.id, at: later) == .failure(.wrongState(job.state, allowed: allowed)))
            }
            let discarded = try await store.addAndFinish("Discarded", .discard(.fixture))
            let live = try await store.add("discarded")
            #expect(try await store.retry(discarded.id, at: later) == .failure(.alreadyLive(live.id)))
            #expect(try await store.job(discarded.id) == discarded)
        }
    }
}
