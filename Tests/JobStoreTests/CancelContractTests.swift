import JobStore
import Jobs
import TestSupport
import Testing

struct CancelContractTests {
    private let later = start + 5000

    @Test(arguments: StoreUnderTest.all)
    func `a queued job is cancelled, and runs no more`(kind: StoreUnderTest) async throws {
        try await kind { store in
            var expected = try await store.add()
            (expected.state, expected.finishedAt) = (.cancelled, later)
            #expect(try await store.cancel(expected.id, at: later) == .success(expected))
            #expect(try await store.claim(limit: 9, at: later).isEmpty)
            #expect(try await store.attempts(of: expected.id).isEmpty)
            #expect(try await store.cancel(expected.id, at: later + 1) == .success(expected))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a running job is cancelled, its claim is lost, and its attempt is in the history`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.freeze(.fixture, for: claim)
            let other = try await store.addAndClaim("other")
            #expect(try await store.lostClaims(among: [claim, other]).isEmpty)
            let job = try await store.cancel(claim.job.id, at: later).get()
            #expect(job.state == .cancelled && job.finishedAt == later && job.stage == .deliver && job.attempts == 1)
            #expect(try await store.lostClaims(among: [claim, other]) == [claim])
            await #expect(throws: StoreError.claimLost(job.id)) {
                try await store.record(.complete, report: .fixture(at: later), of: claim, at: later)
            }
            #expect(try await store.job(job.id) == job)
            let report = AttemptReport(
                stage: .deliver, startedAt: start, duration: 5000, httpStatus: nil, requests: 0
            )
            #expect(
                try await store.attempts(of: job.id)
                    == [Attempt(number: 1, result: .cancelled, report: report, error: nil)])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a held job is cancelled`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.record(
                .hold(.fixture), report: .fixture(at: start, delivery: .gone), of: claim, at: start)
            #expect(try await store.cancel(claim.job.id, at: later).get().state == .cancelled)
            #expect(try await store.heldDestinations().map(\.heldJobs) == [0])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the destination that a cancelled job was to try is tried with another`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 0..<7 { try await store.add("r\(number)") }
            for claim in try await store.claim(limit: 5, at: start) {
                let report = AttemptReport.fixture(at: start, delivery: .failed)
                try await store.record(
                    .retry(at: start + 99_000, .backoff, .fixture), report: report, of: claim, at: start)
            }
            _ = try await store.claim(limit: 9, at: start)
            let probe = try #require(try await store.claim(limit: 9, at: start + 5000).first)
            _ = try await store.cancel(probe.job.id, at: start + 6000)
            let next = try #require(try await store.claim(limit: 9, at: start + 6000).first)
            #expect(next.isProbe && next.job.id != probe.job.id)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what is completed or discarded, or not there, is not cancelled`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.cancel(JobID(9), at: later) == .failure(.unknown))
            for outcome in [Outcome.complete, .discard(.fixture)] {
                let job = try await store.addAndFinish("r", outcome)
                let refusal = Refusal.wrongState(job.state, allowed: [.queued, .held, .running, .cancelled])
                #expect(try await store.cancel(job.id, at: later) == .failure(refusal))
                #expect(try await store.job(job.id) == job)
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a job that is cancelled while it is recorded ends in one of both`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 0..<40 {
                let claim = try await store.addAndClaim("r\(number)")
                async let cancellation = store.cancel(claim.job.id, at: later)
                async let change = store.record(.complete, report: .fixture(at: start), of: claim, at: start)
                let isCancelled = try await cancellation == store.job(claim.job.id).map { .success($0) }
                var isRecorded = true
                do { _ = try await change } catch StoreError.claimLost { isRecorded = false }
                #expect(isCancelled != isRecorded)
                let (job, attempts) = try await (store.job(claim.job.id), store.attempts(of: claim.job.id))
                #expect(job?.state == (isRecorded ? .completed : .cancelled))
                #expect(attempts.map(\.result) == [isRecorded ? .completed : .cancelled])
            }
        }
    }
}
