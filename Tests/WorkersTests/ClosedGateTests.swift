import GitHub
import JobStore
import Jobs
import Logging
import Loopback
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing
import Workers

/// What becomes of jobs while nothing may be asked of GitHub.
@Suite(.timeLimit(.minutes(1)))
struct ClosedGateTests {
    /// The repositories that GitHub was asked about, in order, each once.
    private func asked(_ github: LoopbackGitHub) -> [String] {
        var names: [String] = []
        for exchange in github.log.exchanges {
            let name = String(exchange.path.split(separator: "/")[2])
            if names.last != name { names.append(name) }
        }
        return names
    }

    @Test func `those who have to collect are not begun, and come in the order in which they were due`() async throws {
        try await Workshop.open(workers: 1) { workshop in
            workshop.github.faults.add(.secondaryRateLimit(retryAfter: 30), times: 1)
            for number in 0..<5 { try await workshop.add("r\(number)", dueIn: Milliseconds(Int64(number))) }
            workshop.clock.advance(by: 10)
            try await workshop.dispatch { _ in
                try await workshop.github.log.first { $0.status == 403 }
                await workshop.store.wait(for: .nextRunAt)
                #expect(workshop.github.log.count == 1)
                let counts = try await workshop.store.counts()
                #expect(counts[.queued] == 5 && counts[.running] == 0)
                workshop.clock.advance(by: .seconds(31))
                try await workshop.receiver.log.first(5)
            }
            // The first has learned of it, and is the first again.
            #expect(asked(workshop.github) == ["r0", "r1", "r2", "r3", "r4"])
            let first = try await workshop.store.attempts(of: JobID(1))
            #expect(first.map(\.result) == [.deferred, .completed])
            for number in 2...5 {
                let job = try await workshop.job(JobID(Int64(number)))
                #expect(job.attempts == 1 && job.deferrals == 0 && job.failures == 0)
            }
        }
    }

    @Test func `when the gate opens before its time they go on at once`() async throws {
        try await Workshop.open { workshop in
            try await workshop.add("r0")
            let gate = Gate()
            gate.closedUntil = workshop.clock.now + .seconds(3600)
            let dispatcher = Dispatcher(
                store: workshop.store, executor: workshop.executor, workers: 4, grace: .seconds(30),
                collectionClosedUntil: { _ in gate.closedUntil }, now: { workshop.clock.now }, logger: .none
            )
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await dispatcher.run() }
                    await workshop.store.wait(for: .outsideChanges, times: 2)
                    #expect(workshop.github.log.count == 0)
                    gate.closedUntil = nil
                    try await workshop.receiver.log.first()
                    trigger.triggerGracefulShutdown()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func `those who have only to deliver go on`() async throws {
        try await Workshop.open { workshop in
            workshop.receiver.faults.add(.status(503), times: 1)
            let claim = try await workshop.addAndClaim()
            await workshop.executor.execute(claim)
            #expect(try await workshop.job(claim.job.id).stage == .deliver)

            workshop.github.faults.add(.secondaryRateLimit(retryAfter: 3600))
            let stuck = try await workshop.add("r1")
            try await workshop.dispatch { _ in
                try await workshop.github.log.first { $0.status == 403 }
                await workshop.store.wait(for: .nextRunAt)
                workshop.clock.advance(by: 5000)
                try await workshop.receiver.log.first { $0.status == 200 }
            }
            #expect(try await workshop.job(claim.job.id).state == .completed)
            #expect(try await workshop.job(stuck).state == .queued)
        }
    }
}

/// Until when nothing can be collected.
private final class Gate: Sendable {
    private let state = Mutex<Timestamp?>(nil)

    var closedUntil: Timestamp? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
