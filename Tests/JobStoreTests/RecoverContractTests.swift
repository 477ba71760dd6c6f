import JobStore
import Jobs
import TestSupport
import Testing

struct RecoverContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `a job that was running is due at once, and only that one moves`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim("running")
            let waiting = try await store.add("waiting", dueAt: start + 99)
            #expect(try await store.recover(at: start + 5) == Recovery(queued: [claim.job.id], discarded: []))

            let job = try #require(try await store.job(claim.job.id))
            #expect(job.state == .queued && job.runAt == start + 5 && job.runReason == .crash)
            #expect(job.crashes == 1 && job.failures == 0 && job.deferrals == 0)
            #expect(try await store.job(waiting.id) == waiting)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the dead attempt is in the history, without a duration`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            _ = try await store.recover(at: start + 5)
            let attempt = try #require(try await store.attempts(of: claim.job.id).first)
            #expect(attempt.number == 1 && attempt.result == .crashed && attempt.report.duration == nil)
            #expect(attempt.report.startedAt == start && attempt.error?.errorClass == .crash)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `each further crash doubles the wait, and the tenth discards the job`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let id = try await store.add().id
            var now = start
            var waits: [Milliseconds] = []
            for _ in 1..<crashLimit {
                #expect(try await store.claim(limit: 1, at: now).count == 1)
                #expect(try await store.recover(at: now).queued == [id])
                let runAt = try #require(try await store.job(id)).runAt
                waits.append(runAt - now)
                now = runAt
            }
            #expect(waits == [0, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000])

            _ = try await store.claim(limit: 1, at: now)
            #expect(try await store.recover(at: now) == Recovery(queued: [], discarded: [id]))
            let job = try #require(try await store.job(id))
            #expect(job.state == .discarded && job.lastError?.errorClass == .poison && job.failures == 0)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a job whose payload is frozen goes on with deliver`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: claim)
            _ = try await store.recover(at: start)
            let next = try #require(try await store.claim(limit: 1, at: start).first)
            #expect(next.job.stage == .deliver && next.job.attempts == 2)
        }
    }
}
