import JobStore
import Jobs
import TestSupport
import Testing

struct RecordContractTests {
    private static let outcomes: [Outcome] = [
        .complete, .retry(at: start + 9, .backoff, .fixture), .defer(until: start + 9, .rateLimit, .fixture), .release,
        .discard(.fixture),
    ]

    /// Records an outcome at `start + 1` and returns the job as it then is.
    private func record(_ outcome: Outcome, in store: any Store) async throws -> Job {
        let claim = try await store.addAndClaim()
        try await store.record(outcome, report: .fixture(at: start), of: claim, at: start + 1)
        return try #require(try await store.job(claim.job.id))
    }

    @Test(arguments: StoreUnderTest.all)
    func `complete finishes the job`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await record(.complete, in: store)
            #expect(job.state == .completed && job.finishedAt == start + 1 && job.lastError == nil && job.failures == 0)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `retry queues the job again and counts a failure`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await record(.retry(at: start + 9, .backoff, .fixture), in: store)
            #expect(job.state == .queued && job.runAt == start + 9 && job.runReason == .backoff)
            #expect(job.failures == 1 && job.deferrals == 0 && job.lastError == .fixture)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `defer queues the job again and counts no failure`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await record(.defer(until: start + 9, .rateLimit, .fixture), in: store)
            #expect(job.state == .queued && job.runAt == start + 9 && job.runReason == .rateLimit)
            #expect(job.failures == 0 && job.deferrals == 1 && job.lastError == .fixture)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `release queues the job at once and counts nothing`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await record(.release, in: store)
            #expect(job.state == .queued && job.runAt == start + 1 && job.runReason == .shutdown)
            #expect(job.failures == 0 && job.deferrals == 0 && job.crashes == 0)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `discard gives the job up and keeps the reason`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await record(.discard(.fixture), in: store)
            #expect(job.state == .discarded && job.finishedAt == start + 1)
            #expect(job.failures == 1 && job.lastError == .fixture)
        }
    }

    @Test(arguments: StoreUnderTest.all, outcomes)
    func `every outcome leaves its attempt in the history`(kind: StoreUnderTest, outcome: Outcome) async throws {
        try await kind { store in
            let job = try await record(outcome, in: store)
            let attempt = Attempt(
                number: 1, result: outcome.result, report: .fixture(at: start), error: outcome.error
            )
            #expect(try await store.attempts(of: job.id) == [attempt])
        }
    }

    @Test(arguments: StoreUnderTest.all, outcomes)
    func `a lost claim records nothing`(kind: StoreUnderTest, outcome: Outcome) async throws {
        try await kind { store in
            let lost = try await store.addAndClaim()
            _ = try await store.recover(at: start)
            let holder = try #require(try await store.claim(limit: 1, at: start).first)
            let history = try await store.attempts(of: lost.job.id)

            let others = [
                Claim(job: holder.job, token: "another", claimedAt: start),
                Claim(job: lost.job, token: holder.token, claimedAt: start),
            ]
            for claim in [lost] + others {
                await #expect(throws: StoreError.claimLost(lost.job.id)) {
                    try await store.record(outcome, report: .fixture(at: start), of: claim, at: start)
                }
            }
            #expect(try await store.job(lost.job.id) == holder.job)
            #expect(try await store.attempts(of: lost.job.id) == history)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `an attempt is recorded once`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.record(.release, report: .fixture(at: start), of: claim, at: start)
            await #expect(throws: StoreError.claimLost(claim.job.id)) {
                try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `counts follow every move of a job`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.counts().values.reduce(0, +) == 0)
            try await store.add("waits", dueAt: start + 99)
            let claim = try await store.addAndClaim("runs")
            #expect(try await store.counts().filter { $0.value > 0 } == [.queued: 1, .running: 1])
            try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
            #expect(try await store.counts().filter { $0.value > 0 } == [.queued: 1, .completed: 1])
        }
    }
}
