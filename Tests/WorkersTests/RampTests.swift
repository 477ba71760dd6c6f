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
        ramp.note(.accepted, of: .default, most: 4)
        #expect(ramp.limits.isEmpty)
        ramp.begin([.default]) { _ in false }
        ramp.note(.accepted, of: .url("http://other"), most: 4)
        #expect(ramp.limits == [.default: 1])
        for limit in [2, 3] {
            ramp.note(.accepted, of: .default, most: 4)
            ramp.begin([.default]) { _ in false }
            #expect(ramp.limits == [.default: limit])
        }
        ramp.note(.accepted, of: .default, most: 4)
        #expect(ramp.limits.isEmpty)
    }

    /// A long backlog is released in many steps.
    @Test func `one that is back does not begin anew with the next of its jobs, unless all it had is over`() {
        var ramp = Ramp()
        ramp.begin([.default]) { _ in true }
        for _ in 0..<3 { ramp.note(.accepted, of: .default, most: 4) }
        ramp.begin([.default]) { _ in false }
        #expect(ramp.limits.isEmpty)
        ramp.note(.failed, of: .default, most: 4)
        #expect(ramp.limits == [.default: 2])
        for _ in 0..<2 { ramp.note(.accepted, of: .default, most: 4) }
        #expect(ramp.limits.isEmpty)
        // Held by hand meanwhile, and released.
        ramp.begin([.default]) { _ in true }
        #expect(ramp.limits == [.default: 1])
        ramp.begin([.default]) { _ in true }
        ramp.end([.default])
        #expect(ramp.destinations.isEmpty)
    }

    @Test func `one that fails halves them, and one that fails now and then is back all the same`() {
        var ramp = Ramp()
        ramp.begin([.default]) { _ in false }
        for _ in 0..<6 { ramp.note(.accepted, of: .default, most: 8) }
        for limit in [3, 1, 1] {
            ramp.note(.failed, of: .default, most: 8)
            #expect(ramp.limits == [.default: limit])
        }
        for _ in 0..<10 {
            #expect(ramp.limits[.default] != nil)
            ramp.note(.failed, of: .default, most: 8)
            ramp.note(.accepted, of: .default, most: 8)
        }
        #expect(ramp.limits.isEmpty, "sixteen were accepted")
    }

    @Test func `a single worker has no ramp to climb`() {
        var ramp = Ramp()
        ramp.begin([.default]) { _ in false }
        ramp.note(.accepted, of: .default, most: 1)
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
            // Longer than a slow machine takes to collect the next ones, so that as many are under way as may be.
            workshop.receiver.faults.add(.delay(.milliseconds(300)))
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

    /// Its probe is accepted and nothing is left to deliver, or it wants no more.
    @Test(arguments: [200, 410])
    func `the others are claimed together afterwards`(status: Int) async throws {
        let other = LoopbackReceiver(status: status)
        try await other.serve { url in
            try await Workshop.open(workers: 16) { workshop in
                try await workshop.add("r19", to: .url(url + "/"))
                for number in 0..<12 { try await workshop.add("r\(number)", dueIn: number < 6 ? 1000 : 2000) }
                _ = try await sqlite3(
                    workshop.database,
                    """
                    INSERT INTO destinations (destination, state, reason, held_at_ms, probe_at_ms)
                    VALUES ('\(url)/', 'held', 'failing', 1, 1)
                    """
                )
                let sizes = try await workshop.dispatch { _ in
                    try await other.log.first(1)
                    workshop.clock.advance(by: 1000)
                    workshop.dispatcher.jobQueued(runAt: .distantPast)
                    // When these are over, so is what the probe has shown.
                    try await workshop.receiver.log.first(6)
                    let before = workshop.store.claimSizes.count
                    workshop.clock.advance(by: 1000)
                    workshop.dispatcher.jobQueued(runAt: .distantPast)
                    try await workshop.receiver.log.first(12)
                    return workshop.store.claimSizes.dropFirst(before)
                }
                #expect(sizes.contains(6), "\(sizes)")
            }
        }
    }

    @Test func `a pause does not end it`() async throws {
        try await Workshop.open(workers: 8) { workshop in
            for number in 0..<12 { try await workshop.add("r\(number)") }
            _ = try await sqlite3(
                workshop.database,
                "INSERT INTO destinations (destination, state, reason, held_at_ms) VALUES ('default', 'held', 'manual', 1)"
            )
            let (first, others) = (Latch(), Latch())
            workshop.receiver.faults.add(.held(until: first.wait), times: 1)
            workshop.receiver.faults.add(.held(until: others.wait))
            try await workshop.dispatch { _ in
                await workshop.store.wait(for: .nextRunAt)
                _ = try await workshop.store.release(.default)
                workshop.dispatcher.jobQueued(runAt: .distantPast)
                try await workshop.receiver.log.first(1)
                _ = try await workshop.store.pause(at: workshop.clock.now)
                first.open()
                // What follows the end of the first finds the queue paused.
                await workshop.store.wait(for: .record)
                await workshop.store.wait(for: .nextRunAt)
                _ = try await workshop.store.resume()
                workshop.dispatcher.jobQueued(runAt: .distantPast)
                try await workshop.receiver.log.first(3)
                await workshop.store.wait(for: .claim)
                #expect(workshop.store.mostRunning == 2, "two after one was accepted")
                others.open()
                try await workshop.receiver.log.first(12)
            }
        }
    }

    @Test func `a destination that is released by hand is spared as well`() async throws {
        try await Workshop.open(workers: 16) { workshop in
            for number in 0..<20 { try await workshop.add("r\(number)") }
            _ = try await sqlite3(
                workshop.database,
                "INSERT INTO destinations (destination, state, reason, held_at_ms) VALUES ('default', 'held', 'manual', 1)"
            )
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait), times: 1)
            workshop.receiver.faults.add(.delay(.milliseconds(20)))
            try await workshop.dispatch { _ in
                await workshop.store.wait(for: .nextRunAt)
                _ = try await sqlite3(
                    workshop.database, "UPDATE destinations SET state = 'open' WHERE destination = 'default'"
                )
                try await workshop.receiver.log.first(1)
                await workshop.store.wait(for: .nextRunAt)
                #expect(workshop.receiver.log.count == 1)
                latch.open()
                try await workshop.receiver.log.first(20) { $0.status == 200 }
            }
            #expect(workshop.store.claimSizes.first { $0 > 0 } == 1)
        }
    }
}
