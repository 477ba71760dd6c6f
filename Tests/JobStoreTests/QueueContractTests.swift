import JobStore
import Jobs
import TestSupport
import Testing

/// The queue as a whole: paused, resumed, and how it stands.
struct QueueContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `while the queue is paused nothing is claimed, and what runs is recorded`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let running = try await store.addAndClaim("running")
            try await store.add("waiting")
            #expect(try await store.pause(at: start + 1) == start + 1)
            #expect(try await store.pause(at: start + 2) == start + 1)
            #expect(try await store.claim(limit: 9, at: start + 3).isEmpty)
            #expect(try await store.nextRunAt() == nil)
            #expect(try await store.stats(at: start + 3).pausedAt == start + 1)
            try await store.record(.complete, report: .fixture(at: start), of: running, at: start + 3)
            try await store.add("accepted")
            #expect(try await store.resume())
            #expect(try await !store.resume())
            #expect(try await store.nextRunAt() == start)
            #expect(try await store.claim(limit: 9, at: start + 4).count == 2)
            #expect(try await store.stats(at: start + 3).pausedAt == nil)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `it says what has waited for longest, and what is next`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(
                try await store.stats(at: start)
                    == Stats(
                        jobs: Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) }), pausedAt: nil,
                        oldestDueAt: nil, nextRunAt: nil))
            try await store.add("now", dueAt: start)
            try await store.add("before", dueAt: start + (-5))
            try await store.add("next", dueAt: start + 7)
            try await store.add("later", dueAt: start + 9)
            let stats = try await store.stats(at: start)
            #expect(stats.oldestDueAt == start + (-5) && stats.nextRunAt == start + 7 && stats.jobs[.queued] == 4)
        }
    }
}
