import JobStore
import Jobs
import TestSupport
import Testing

/// Claims of the jobs of one stage only, for when GitHub's budget is spent.
struct ClaimStageContractTests {
    /// Two jobs that collect, due at `start` and 2 ms later, and two that deliver, due 1 ms and 3 ms later.
    private func addJobs(to store: any Store) async throws {
        for (repository, wait) in [("deliver-3", 3), ("deliver-1", 1)] as [(String, Milliseconds)] {
            let claim = try await store.addAndClaim(repository)
            try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: claim)
            let retry = Outcome.retry(at: start + wait, .backoff, .fixture)
            try await store.record(retry, report: .fixture(at: start), of: claim, at: start)
        }
        try await store.add("collect-2", dueAt: start + 2)
        try await store.add("collect-0", dueAt: start)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a claim of one stage leaves the other's jobs alone, and keeps the order`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await addJobs(to: store)
            func claim(_ stage: Stage?, at wait: Milliseconds, limit: Int = 9) async throws -> [String] {
                try await store.claim(limit: limit, at: start + wait, only: stage).map(\.job.name.repository)
            }
            #expect(try await claim(.deliver, at: 0) == [])
            #expect(try await claim(.deliver, at: 9, limit: 1) == ["deliver-1"])
            #expect(try await claim(.collect, at: 1) == ["collect-0"])
            #expect(try await claim(nil, at: 9) == ["collect-2", "deliver-3"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `each stage's jobs are claimed the longest due first`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await addJobs(to: store)
            let delivering = try await store.claim(limit: 9, at: start + 9, only: .deliver)
            #expect(delivering.map(\.job.name.repository) == ["deliver-1", "deliver-3"])
            #expect(delivering.allSatisfy { $0.job.stage == .deliver && $0.job.attempts == 2 })
            let collecting = try await store.claim(limit: 9, at: start + 9, only: .collect)
            #expect(collecting.map(\.job.name.repository) == ["collect-0", "collect-2"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the next run of a stage is its own earliest job's`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.nextRunAt(only: .deliver) == nil)
            try await addJobs(to: store)
            #expect(try await store.nextRunAt(only: .deliver) == start + 1)
            #expect(try await store.nextRunAt(only: .collect) == start)
            #expect(try await store.nextRunAt(only: nil) == start)
            _ = try await store.claim(limit: 9, at: start + 9, only: .deliver)
            #expect(try await store.nextRunAt(only: .deliver) == nil)
            #expect(try await store.nextRunAt(only: .collect) == start)
        }
    }
}
