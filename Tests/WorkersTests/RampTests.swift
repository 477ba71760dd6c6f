import JobStore
import Jobs
import Loopback
import Synchronization
import TestSupport
import Testing

@testable import Workers

/// A destination that comes back after it was held.
@Suite(.timeLimit(.minutes(1)))
struct RampTests {
    @Test func `one job at first, and one more with each that is accepted, until all workers may`() {
        var ramp = Ramp()
        ramp.note(.accepted, of: .default, workers: 4)
        #expect(ramp.limits.isEmpty)
        ramp.begin(.default)
        ramp.note(.accepted, of: .url("http://other"), workers: 4)
        #expect(ramp.limits == [.default: 1])
        for limit in [2, 3] {
            ramp.note(.accepted, of: .default, workers: 4)
            #expect(ramp.limits == [.default: limit])
        }
        ramp.note(.failed, of: .default, workers: 4)
        #expect(ramp.limits == [.default: 1])
        for _ in 0..<3 { ramp.note(.accepted, of: .default, workers: 4) }
        #expect(ramp.limits.isEmpty)
    }

    @Test func `a single worker has no ramp to climb`() {
        var ramp = Ramp()
        ramp.begin(.default)
        ramp.note(.accepted, of: .default, workers: 1)
        #expect(ramp.limits.isEmpty)
    }

    @Test func `the receiver gets one, then two, then more at once, and all of them in the end`() async throws {
        try await Workshop.open(workers: 16) { workshop in
            for number in 0..<60 {
                try await workshop.add("n\(number)")
                workshop.github.put(.sample(id: number + 100, name: "n\(number)", issues: 0, contributors: 0))
            }
            _ = try await sqlite3(
                workshop.database,
                """
                INSERT INTO destinations (destination, state, reason, held_at_ms, probe_at_ms)
                VALUES ('default', 'held', 'failing', 1, 1)
                """
            )
            // So that as many are under way as may be.
            workshop.receiver.faults.add(.delay(.milliseconds(20)))
            let log = workshop.receiver.log
            try await workshop.dispatch { _ in
                for accepted in 1...60 {
                    try await log.first(accepted) { $0.status == 200 }
                    // What has arrived by now had at most as many before it as were accepted, and one.
                    let (arrived, answered) = (log.count, log.answersByStatus[200] ?? 0)
                    #expect(arrived <= 2 * answered + 1, "\(arrived) arrived after \(answered) were accepted")
                }
            }
            #expect(log.count == 60 && log.mostAtOnce > 4)
        }
    }
}
