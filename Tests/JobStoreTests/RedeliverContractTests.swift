import JobStore
import Jobs
import TestSupport
import Testing

/// A finished job's payload is sent once more.
struct RedeliverContractTests {
    private let later = start + 5000

    @Test(
        arguments: StoreUnderTest.all,
        [Outcome.complete, .discard(.fixture)]
    )
    func `a finished job is queued again with its id and its bytes`(
        kind: StoreUnderTest, outcome: Outcome
    ) async throws {
        try await kind { store in
            let finished = try await store.addAndFinish("r", outcome)
            guard case .success(let job) = try await store.redeliver(finished.id, at: later) else {
                throw Unexpected(what: "not queued")
            }
            var expected = finished
            (expected.state, expected.stage, expected.runAt, expected.runReason) = (.queued, .deliver, later, .manual)
            (expected.failures, expected.crashes, expected.finishedAt, expected.collectingSince) = (0, 0, nil, nil)
            #expect(job == expected)
            #expect(try await store.job(job.id) == job)
            #expect(try await store.counts()[.queued] == 1)

            let claim = try #require(try await store.claim(limit: 9, at: later, only: .deliver).first)
            #expect(claim.job.webhookID == finished.webhookID && claim.job.attempts == 2)
            #expect(try await store.payload(of: job.id) == .fixture)
            try await store.record(.complete, report: .fixture(at: later), of: claim, at: later)
            #expect(try await store.attempts(of: job.id).map(\.number) == [1, 2])
            #expect(try await store.job(job.id)?.finishedAt == later)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a job that is not there, or not finished, is left as it is`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.redeliver(JobID(7), at: later) == .failure(.unknown))
            let queued = try await store.add()
            #expect(
                try await store.redeliver(queued.id, at: later)
                    == .failure(.wrongState(.queued, allowed: JobState.finished)))
            #expect(try await store.job(queued.id) == queued)
            _ = try await store.claim(limit: 1, at: start)
            #expect(
                try await store.redeliver(queued.id, at: later)
                    == .failure(.wrongState(.running, allowed: JobState.finished)))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `of one task no second job becomes live, however its name is written`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let finished = try await store.addAndFinish("Hello")
            let live = try await store.add("hELLO")
            #expect(try await store.redeliver(finished.id, at: later) == .failure(.alreadyLive(live.id)))
            #expect(try await store.job(finished.id) == finished)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `without a payload there is nothing to send`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let pruned = try await store.addAndFinish("pruned")
            #expect(try await store.prunePayloads(finishedBefore: later, limit: 9) == 1)
            let claim = try await store.addAndClaim("never-collected")
            try await store.record(.discard(.fixture), report: .fixture(at: start), of: claim, at: start)
            for id in [pruned.id, claim.job.id] {
                #expect(try await store.redeliver(id, at: later) == .failure(.notKept))
                #expect(try await store.job(id)?.finishedAt == start)
            }
        }
    }
}
