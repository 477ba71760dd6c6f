import JobStore
import Jobs
import Loopback
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
            // The first has learned of it, and stands behind those who were due before the end of the wait.
            #expect(asked(workshop.github) == ["r0", "r1", "r2", "r3", "r4", "r0"])
            let first = try await workshop.store.attempts(of: JobID(1))
            #expect(first.map(\.result) == [.deferred, .completed])
            for number in 2...5 {
                let job = try await workshop.job(JobID(Int64(number)))
                #expect(job.attempts == 1 && job.deferrals == 0 && job.failures == 0)
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
