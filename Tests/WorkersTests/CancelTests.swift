import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

/// A job is cancelled while it runs.
@Suite(.timeLimit(.minutes(1)))
struct CancelTests {
    private func expectCancelled(
        _ id: JobID, stage: Stage, in workshop: Workshop, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let job = try await workshop.job(id)
        #expect(job.state == .cancelled && job.failures == 0 && job.attempts == 1, sourceLocation: sourceLocation)
        let attempts = try await workshop.store.attempts(of: id)
        #expect(attempts.map(\.result) == [.cancelled], sourceLocation: sourceLocation)
        #expect(attempts.map(\.report.stage) == [stage], sourceLocation: sourceLocation)
    }

    @Test func `a collection ends at once, and asks GitHub nothing more`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.github.faults.add(.held(until: latch.wait))
            try await workshop.dispatch { _ in
                try await workshop.github.log.first()
                _ = try await workshop.store.cancel(id, at: workshop.clock.now)
                workshop.dispatcher.cancel(id)
                await workshop.store.wait(for: .record)
            }
            latch.open()
            #expect(workshop.github.log.count == 1 && workshop.receiver.log.count == 0)
            try await expectCancelled(id, stage: .collect, in: workshop)
        }
    }

    @Test func `a delivery ends at once, although the receiver does not answer`() async throws {
        try await Workshop.open(workers: 1) { workshop in
            let id = try await workshop.add("r0")
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait), times: 1)
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                _ = try await workshop.store.cancel(id, at: workshop.clock.now)
                workshop.dispatcher.cancel(id)
                // The one worker is free for it.
                _ = try await workshop.add("r1")
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                try await workshop.receiver.log.first(2)
            }
            latch.open()
            #expect(try await workshop.job(JobID(2)).state == .completed)
            try await expectCancelled(id, stage: .deliver, in: workshop)
        }
    }

    @Test func `what another program cancels ends within a second`() async throws {
        // Longer than this test may take.
        try await Workshop.open(webhookTimeout: 120_000) { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                // Asked again, where it does not say at first which job that is.
                workshop.store.fail(.lostClaims, with: .busy, .busy)
                _ = try await sqlite3(
                    workshop.database,
                    """
                    UPDATE jobs SET state = 'cancelled', finished_at_ms = strftime('%s', 'now') * 1000, claim_token = NULL,
                                    claimed_at_ms = NULL
                    """)
                await workshop.store.wait(for: .record)
            }
            latch.open()
            #expect(workshop.receiver.log.count == 1)
            try await expectCancelled(id, stage: .deliver, in: workshop)
        }
    }

    /// The claim is committed, and the dispatcher does not know yet what it has brought.
    @Test func `what another program cancels during a claim ends soon after it`() async throws {
        // Longer than this test may take.
        try await Workshop.open(webhookTimeout: 120_000) { workshop in
            let id = try await workshop.add()
            // So that it has something to deliver.
            let claim = try await workshop.claim()
            try await workshop.store.freeze(.fixture, for: claim)
            _ = try await workshop.store.record(
                .release, report: .fixture(stage: .deliver, at: start), of: claim, at: start)
            let (latch, looked) = (Latch(), Latch())
            workshop.receiver.faults.add(.held(until: latch.wait))
            workshop.store.afterClaim { [database = workshop.database] in
                _ = try? await sqlite3(
                    database,
                    """
                    UPDATE jobs SET state = 'cancelled', finished_at_ms = strftime('%s', 'now') * 1000, claim_token = NULL,
                                    claimed_at_ms = NULL
                    """)
                await looked.wait()
            }
            try await workshop.dispatch { _ in
                await workshop.store.wait(for: .lostClaims)
                looked.open()
                await workshop.store.wait(for: .record)
            }
            latch.open()
            #expect(try await workshop.job(id).state == .cancelled)
        }
    }

    @Test func `a job that is cancelled between its claim and its start does not run`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add()
            workshop.store.afterClaim { [store = workshop.store, dispatcher = workshop.dispatcher] in
                _ = try? await store.cancel(id, at: start)
                dispatcher.cancel(id)
            }
            try await workshop.dispatch { _ in await workshop.store.wait(for: .nextRunAt) }
            #expect(workshop.github.log.count == 0 && workshop.receiver.log.count == 0)
            try await expectCancelled(id, stage: .collect, in: workshop)
        }
    }

    /// Its second attempt, which is claimed while the first is not yet over.
    @Test func `a job that is cancelled twice does not run again`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait), times: 1)
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                workshop.store.afterClaim { [store = workshop.store, dispatcher = workshop.dispatcher] in
                    _ = try? await store.cancel(id, at: start)
                    dispatcher.cancel(id)
                }
                _ = try await workshop.store.cancel(id, at: workshop.clock.now)
                _ = try await workshop.store.retry(id, at: workshop.clock.now)
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                await workshop.store.wait(for: .record, times: 2)
            }
            latch.open()
            #expect(workshop.receiver.log.count == 1)
            #expect(try await workshop.store.attempts(of: id).map(\.result) == [.cancelled, .cancelled])
        }
    }

    @Test func `a job that is retried after that runs again`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add()
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait), times: 1)
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                _ = try await workshop.store.cancel(id, at: workshop.clock.now)
                _ = try await workshop.store.retry(id, at: workshop.clock.now)
                workshop.dispatcher.cancel(id)
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                try await workshop.receiver.log.first(2)
            }
            latch.open()
            #expect(try await workshop.job(id).state == .completed)
            #expect(try await workshop.store.attempts(of: id).map(\.result) == [.cancelled, .completed])
        }
    }

    /// Cancelled and tried again by two clients, before the first of them has told the dispatcher.
    @Test func `a job that is stopped at its start, although it is claimed anew, is given back`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add()
            workshop.store.afterClaim { [dispatcher = workshop.dispatcher] in dispatcher.cancel(id) }
            // Also where the database does not take that at first.
            workshop.store.fail(.record, with: .busy, .full)
            try await workshop.dispatch { _ in try await workshop.receiver.log.first() }
            #expect(try await workshop.job(id).state == .completed)
            #expect(try await workshop.store.attempts(of: id).map(\.result) == [.released, .completed])
        }
    }
}
