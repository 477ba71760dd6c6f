import JobStore
import Jobs
import TestSupport
import Testing

struct DeleteContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `a finished job goes with its attempts and its payload`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await store.addAndFinish("r")
            let other = try await store.addAndFinish("other")
            #expect(try await store.delete(job.id) == .success(job))
            #expect(try await store.job(job.id) == nil)
            #expect(try await store.payload(of: job.id) == nil)
            #expect(try await store.attempts(of: job.id).isEmpty)
            #expect(try await store.counts()[.completed] == 1)
            #expect(try await store.payload(of: other.id) == .fixture)
            #expect(try await store.delete(job.id) == .failure(.unknown))
            #expect(try await store.add().id > other.id)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a live job stays`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let queued = try await store.add()
            #expect(
                try await store.delete(queued.id) == .failure(.wrongState(.queued, allowed: JobState.finished)))
            #expect(try await store.job(queued.id) == queued)
        }
    }
}
