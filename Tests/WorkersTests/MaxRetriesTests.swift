import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

/// How often a job is tried that says so itself; the workshop's policy has three retries.
@Suite(.timeLimit(.minutes(1)))
struct MaxRetriesTests {
    @Test(arguments: [(0, 1), (1, 2), (5, 6), (nil, 4)] as [(Int?, Int)])
    func `a job is tried as often as it says, and else as the policy says`(maxRetries: Int?, attempts: Int) async throws
    {
        try await Workshop.open { workshop in
            var new = NewJob(name: try .fixture(), runAt: workshop.clock.now, createdAt: workshop.clock.now)
            new.maxRetries = maxRetries
            _ = try await workshop.store.enqueue(new, liveLimit: nil)
            workshop.receiver.faults.add(.status(500))
            try await workshop.dispatch { _ in
                for _ in 0..<attempts {
                    await workshop.store.wait(for: .record)
                    workshop.clock.advance(by: 5000)
                    workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                }
            }
            let job = try await workshop.job(JobID(1))
            #expect(job.state == .discarded && job.failures == attempts && job.attempts == attempts)
        }
    }
}
