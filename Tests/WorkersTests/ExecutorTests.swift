import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

@Suite(.timeLimit(.minutes(1)))
struct ExecutorTests {
    @Test func `a job goes the whole way, and its attempt says what it took`() async throws {
        try await Workshop.open { workshop in
            let claim = try await workshop.addAndClaim()
            await workshop.executor.execute(claim)

            let job = try await workshop.job(claim.job.id)
            #expect(job.state == .completed && job.finishedAt == start && job.failures == 0)
            let frozen = try #require(try await workshop.store.payload(of: job.id))
            let delivery = try #require(workshop.receiver.log.exchanges.first)
            #expect(delivery.body == Array(frozen.body.utf8) && delivery.webhookID == job.webhookID)
            #expect(workshop.receiver.log.count == 1)

            let attempt = try #require(try await workshop.store.attempts(of: job.id).first)
            #expect(attempt.number == 1 && attempt.result == .completed && attempt.error == nil)
            #expect(attempt.report.stage == .deliver && attempt.report.httpStatus == 200)
            #expect(attempt.report.startedAt == start && attempt.report.duration != nil)
            #expect(attempt.report.requests == 2 && workshop.github.log.count == 2)
        }
    }

    @Test func `a frozen payload is delivered again byte for byte, and GitHub is not asked`() async throws {
        try await Workshop.open { workshop in
            workshop.receiver.faults.add(.status(502), times: 1)
            let first = try await workshop.addAndClaim()
            await workshop.executor.execute(first)
            let failed = try await workshop.job(first.job.id)
            #expect(failed.state == .queued && failed.stage == .deliver && failed.runReason == .backoff)
            #expect(failed.runAt == start + 5000 && failed.failures == 1)
            #expect(failed.lastError?.errorClass == .webhookStatus)

            workshop.github.put(.sample(id: 1, name: "Hello-World", issues: 9, contributors: 3))
            workshop.clock.advance(by: 5000)
            await workshop.executor.execute(try await workshop.claim())
            #expect(try await workshop.job(first.job.id).state == .completed)
            let deliveries = workshop.receiver.log.exchanges
            #expect(deliveries.map(\.status) == [502, 200])
            #expect(deliveries[0].body == deliveries[1].body && deliveries[0].webhookID == deliveries[1].webhookID)
            #expect(workshop.github.log.count == 2)
            let attempts = try await workshop.store.attempts(of: first.job.id)
            #expect(attempts.map(\.result) == [.failed, .completed] && attempts.map(\.report.requests) == [2, 0])
        }
    }

    @Test func `a collection that fails is tried from the beginning`() async throws {
        try await Workshop.open { workshop in
            workshop.github.faults.add(.status(500), times: 1)
            let first = try await workshop.addAndClaim()
            await workshop.executor.execute(first)
            let failed = try await workshop.job(first.job.id)
            #expect(failed.stage == .collect && failed.lastError?.errorClass == .githubStatus && failed.failures == 1)
            #expect(workshop.receiver.log.count == 0)

            workshop.clock.advance(by: 5000)
            await workshop.executor.execute(try await workshop.claim())
            #expect(try await workshop.job(first.job.id).state == .completed)
            let attempts = try await workshop.store.attempts(of: first.job.id)
            #expect(attempts.map(\.report.httpStatus) == [500, 200])
            #expect(attempts.map(\.report.stage) == [.collect, .deliver])
        }
    }

    @Test func `the failure after the last retry discards the job`() async throws {
        try await Workshop.open { workshop in
            workshop.receiver.faults.add(.status(503))
            let id = try await workshop.add()
            for _ in 1...4 {
                await workshop.executor.execute(try await workshop.claim())
                workshop.clock.advance(by: 5000)
            }
            let job = try await workshop.job(id)
            #expect(job.state == .discarded && job.failures == 4)
            #expect(
                try await workshop.store.attempts(of: id).map(\.result) == [.failed, .failed, .failed, .discarded]
            )
            #expect(workshop.receiver.log.count == 4 && workshop.github.log.count == 2)
        }
    }

    @Test func `a spent budget defers the job without a failure`() async throws {
        try await Workshop.open { workshop in
            workshop.github.faults.add(.status(429, retryAfter: 60), times: 1)
            let claim = try await workshop.addAndClaim()
            await workshop.executor.execute(claim)
            let job = try await workshop.job(claim.job.id)
            #expect(job.state == .queued && job.runReason == .rateLimit && job.runAt == start)
            #expect(job.deferrals == 1 && job.failures == 0)
        }
    }

    @Test func `a lost claim records nothing`() async throws {
        try await Workshop.open { workshop in
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            let claim = try await workshop.addAndClaim()
            try await withThrowingTaskGroup { group in
                group.addTask { await workshop.executor.execute(claim) }
                try await workshop.receiver.log.first()
                _ = try await workshop.store.recover(at: start)
                latch.open()
                try await group.waitForAll()
            }
            let job = try await workshop.job(claim.job.id)
            #expect(workshop.receiver.log.answersByStatus == [200: 1])
            #expect(job.state == .queued && job.runReason == .crash)
            #expect(try await workshop.store.attempts(of: job.id).map(\.result) == [.crashed])
        }
    }

    @Test func `a claim lost before the payload is frozen delivers nothing`() async throws {
        try await Workshop.open { workshop in
            let claim = try await workshop.addAndClaim()
            _ = try await workshop.store.recover(at: start)
            await workshop.executor.execute(claim)
            #expect(workshop.receiver.log.count == 0)
            #expect(try await workshop.store.payload(of: claim.job.id) == nil)
            #expect(try await workshop.store.attempts(of: claim.job.id).map(\.result) == [.crashed])
        }
    }

    @Test(arguments: [WatchedStore.Verb.freeze, .record])
    func `a full disk delays what an attempt writes and drops none of it`(verb: WatchedStore.Verb) async throws {
        try await Workshop.open { workshop in
            workshop.store.fail(verb, with: .full, .full)
            let claim = try await workshop.addAndClaim()
            await workshop.executor.execute(claim)
            // Once a minute, since it may be full for days.
            #expect(workshop.log.warnings == ["the store has to be asked again"])
            #expect(try await workshop.job(claim.job.id).state == .completed)
            #expect(try await workshop.store.attempts(of: claim.job.id).map(\.result) == [.completed])
            #expect(workshop.receiver.log.count == 1 && workshop.github.log.count == 2)
        }
    }

    @Test func `a busy database delays the second delivery and leaves no job behind`() async throws {
        try await Workshop.open { workshop in
            workshop.receiver.faults.add(.status(502), times: 1)
            let first = try await workshop.addAndClaim()
            await workshop.executor.execute(first)
            workshop.clock.advance(by: 5000)
            workshop.store.fail(.payload, with: .busy)
            await workshop.executor.execute(try await workshop.claim())
            #expect(try await workshop.job(first.job.id).state == .completed)
            #expect(workshop.github.log.count == 2)
        }
    }

    @Test func `a broken database leaves the job to the next start`() async throws {
        try await Workshop.open { workshop in
            workshop.store.fail(.record, with: .broken("disk I/O error"))
            let claim = try await workshop.addAndClaim()
            await workshop.executor.execute(claim)
            #expect(try await workshop.job(claim.job.id).state == .running)
            #expect(try await workshop.store.recover(at: start).queued == [claim.job.id])
        }
    }
}
