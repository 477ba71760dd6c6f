import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

@Suite(.timeLimit(.minutes(1)))
struct ShutdownTests {
    @Test func `a shutdown lets a delivery finish and claims nothing more`() async throws {
        try await Workshop.open { workshop in
            let running = try await workshop.add("r0")
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            let waiting = try await workshop.dispatch { shutDown in
                try await workshop.receiver.log.first()
                shutDown()
                let id = try await workshop.add("r1")
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                latch.open()
                return id
            }
            #expect(try await workshop.job(running).state == .completed)
            let left = try await workshop.job(waiting)
            #expect(left.state == .queued && left.attempts == 0 && left.runReason == .enqueued)
            #expect(workshop.receiver.log.count == 1)
        }
    }

    @Test func `a shutdown is heeded although workers become free as fast as jobs are claimed`() async throws {
        try await Workshop.open(workers: 2) { workshop in
            for number in 0..<4 { try await workshop.add("r\(number)") }
            let (first, second, claimed, goOn) = (Latch(), Latch(), Latch(), Latch())
            workshop.receiver.faults.add(.held(until: first.wait), times: 1)
            workshop.receiver.faults.add(.held(until: second.wait), times: 1)
            try await workshop.dispatch { shutDown in
                try await workshop.receiver.log.first(2)
                workshop.store.afterClaim {
                    claimed.open()
                    await goOn.wait()
                }
                first.open()
                await claimed.wait()
                shutDown()
                second.open()
                // Both that ran are over: there is a worker for one more.
                await workshop.store.wait(for: .record, times: 2)
                goOn.open()
            }
            let counts = try await workshop.store.counts()
            #expect(counts[.completed] == 3 && counts[.queued] == 1)
        }
    }

    @Test func `a delivery that exceeds the grace is put back, due at once, without a failure`() async throws {
        try await Workshop.open(grace: .milliseconds(50)) { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            try await workshop.dispatch { _ in try await workshop.receiver.log.first() }
            let job = try await workshop.job(id)
            #expect(job.state == .queued && job.runReason == .shutdown && job.runAt == start)
            #expect(job.stage == .deliver && job.failures == 0 && job.lastError == nil)
            let attempts = try await workshop.store.attempts(of: id)
            #expect(attempts.map(\.result) == [.released] && attempts.map(\.error) == [nil])
            latch.open()
        }
    }

    @Test func `a collection that exceeds the grace is put back as well`() async throws {
        try await Workshop.open(grace: .zero) { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.github.faults.add(.held(until: latch.wait))
            try await workshop.dispatch { _ in try await workshop.github.log.first() }
            let job = try await workshop.job(id)
            #expect(job.state == .queued && job.runReason == .shutdown && job.stage == .collect && job.failures == 0)
            #expect(workshop.receiver.log.count == 0)
            latch.open()
        }
    }

    @Test func `an idle dispatcher ends as soon as it is told to`() async throws {
        try await Workshop.open { workshop in
            try await workshop.dispatch { _ in await workshop.store.wait(for: .nextRunAt) }
            #expect(try await workshop.store.counts()[.queued] == 0)
        }
    }

    @Test func `a cancelled dispatcher puts back what runs`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            try await withThrowingTaskGroup { group in
                group.addTask { try await workshop.dispatcher.run() }
                try await workshop.receiver.log.first()
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(try await workshop.job(id).runReason == .shutdown)
            latch.open()
        }
    }
}
