import JobStore
import Jobs
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct JobWatchContractTests {
    private let long = Duration.seconds(3600)

    @Test(arguments: StoreUnderTest.all)
    func `whoever waits for a job hears of each change of it, and of no other job's`(kind: StoreUnderTest) async throws
    {
        try await kind { store in
            let (job, other) = (try await store.add("r"), try await store.add("other"))
            func rang(_ bell: Doorbell?) async -> Bool { await bell?.wait(atMost: .zero) ?? false }
            try await store.jobWatch.withBell(for: job.id) { bell async throws(StoreError) in
                #expect(await !rang(bell))
                _ = try await store.cancel(other.id, at: start)
                #expect(await !rang(bell))
                let claims = try await store.claim(limit: 9, at: start)
                #expect(await rang(bell))
                for claim in claims {
                    try await store.record(.discard(.fixture), report: .fixture(at: start), of: claim, at: start)
                }
                #expect(await rang(bell))
                _ = try await store.retry(job.id, at: start)
                #expect(await rang(bell))
                _ = try await store.cancel(job.id, at: start)
                #expect(await rang(bell))
                _ = try await store.delete(job.id)
                #expect(await rang(bell))
                store.jobWatch.ringAll()
                #expect(await rang(bell))
            }
            #expect(store.jobWatch.count == 0)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a change wakes the one who waits`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await store.add("r")
            try await store.jobWatch.withBell(for: job.id) { bell async throws(StoreError) in
                async let hasRung = bell?.wait(atMost: long)
                _ = try await store.cancel(job.id, at: start)
                #expect(await hasRung == true)
            }
        }
    }

    @Test func `no more wait than may`() async throws {
        let watch = JobWatch()
        func nest(_ depth: Int) async throws(StoreError) -> Bool {
            try await watch.withBell(for: JobID(Int64(depth % 7))) { bell async throws(StoreError) in
                guard bell != nil else { return true }
                return depth > JobWatch.capacity ? false : try await nest(depth + 1)
            }
        }
        #expect(try await nest(1))
        #expect(watch.count == 0)
    }
}
