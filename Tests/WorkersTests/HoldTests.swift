import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

/// A receiver that is down for a while.
@Suite(.timeLimit(.minutes(5)))
struct HoldTests {
    /// Moves the clock on to whatever comes next, again and again, until so much time has passed.
    private func pass(_ time: Milliseconds, in workshop: Workshop) async throws {
        let end = workshop.clock.now + time
        while workshop.clock.now < end, !Task.isCancelled {
            let next = try await workshop.store.nextRunAt() ?? end
            let counts = try await workshop.store.counts()
            // Asked again, since a probe may have been under way at the first time.
            let stillNext = try await workshop.store.nextRunAt() ?? end
            if counts[.running] == 0, next > workshop.clock.now, next == stillNext {
                workshop.clock.advance(by: min(next, end) - workshop.clock.now)
                workshop.dispatcher.jobQueued(runAt: .distantPast)
            }
            await Task.yield()
        }
    }

    @Test func `ten minutes without an answer cost a thousand jobs nothing, and the receiver few probes`() async throws
    {
        try await Workshop.open(workers: 16) { workshop in
            for number in 0..<1000 { try await workshop.add("n\(number)") }
            for number in 0..<1000 {
                workshop.github.put(.sample(id: number + 100, name: "n\(number)", issues: 0, contributors: 0))
            }
            workshop.receiver.faults.add(.status(503))
            try await workshop.dispatch { _ in
                try await pass(.seconds(600), in: workshop)
                let failed = workshop.receiver.log.count
                // Beside those that were under way when it was held.
                let probes = try await sqlite3(workshop.database, "SELECT probes FROM destinations")
                #expect(try #require(Int(probes)) <= 20 && failed <= 16 + 20, "\(probes) probes of \(failed)")
                print("down for ten minutes: \(failed) deliveries, \(probes) of them probes")
                #expect(try await workshop.store.counts()[.discarded] == 0)
                workshop.receiver.faults.clear()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await pass(.seconds(86_400), in: workshop) }
                    try await workshop.receiver.log.first(1000) { $0.status == 200 }
                    group.cancelAll()
                }
            }
            #expect(try await workshop.store.counts()[.completed] == 1000)
            let accepted = workshop.receiver.log.exchanges.filter { $0.status == 200 }
            #expect(accepted.count == 1000 && Set(accepted.compactMap(\.webhookID)).count == 1000)
        }
    }

    @Test(arguments: [413, 500])
    func `five jobs that the receiver never takes are in nobody's way`(status: Int) async throws {
        try await Workshop.open { workshop in
            for number in 0..<5 {
                workshop.github.put(.sample(id: number + 100, name: "bad\(number)", issues: 0, contributors: 0))
                try await workshop.add("bad\(number)")
            }
            workshop.receiver.faults.add(.status(status)) {
                String(decoding: $0.body, as: UTF8.self).contains("bad")
            }
            try await workshop.dispatch { _ in
                // By now these are due again, or held before all others.
                try await pass(.seconds(8), in: workshop)
                for number in 0..<20 { try await workshop.add("r\(number)") }
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await pass(.seconds(86_400), in: workshop) }
                    try await workshop.receiver.log.first(20) { $0.status == 200 }
                    // Each at first, and three times again.
                    if status == 413 { try await workshop.receiver.log.first(5 * 4) { $0.status == 413 } }
                    group.cancelAll()
                }
            }
            #expect(try await workshop.store.counts()[.completed] == 20)
            // What is too large for it says nothing of the receiver.
            if status == 413 { #expect(try await workshop.store.counts()[.discarded] == 5) }
        }
    }

    @Test func `a receiver that is back gets its jobs, also when the disk was full just then`() async throws {
        try await Workshop.open(workers: 1) { workshop in
            for number in 0..<3 { try await workshop.add("r\(number)") }
            workshop.receiver.faults.add(.status(410), times: 1)
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                while try await workshop.store.counts()[.held] != 3 { await workshop.store.wait(for: .nextRunAt) }
                workshop.store.fail(.claim, with: .full)
                // What an accepted probe leaves behind.
                _ = try await sqlite3(workshop.database, "UPDATE destinations SET state = 'open', probe_at_ms = NULL")
                try await workshop.receiver.log.first(4)
            }
            #expect(try await workshop.store.counts()[.completed] == 3)
        }
    }

    /// While all workers were busy no ring was needed.
    @Test func `what is released during a claim is delivered`() async throws {
        try await Workshop.open(workers: 1) { workshop in
            let place = Destination(text: "\(workshop.webhook)/held")
            _ = try await workshop.store.hold(place, at: start)
            try await workshop.add("r0", to: place)
            #expect(try await workshop.store.claim(limit: 1, at: start).isEmpty)
            try await workshop.add("r1")
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait), times: 1)
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                workshop.store.afterEmptyClaim { [store = workshop.store, dispatcher = workshop.dispatcher] in
                    _ = try? await store.release(place)
                    dispatcher.jobQueued(runAt: .distantPast)
                }
                // It takes the rings of the attempt's end.
                workshop.store.fail(.claim, with: .busy)
                latch.open()
                try await workshop.receiver.log.first(2)
            }
            #expect(try await workshop.store.counts()[.completed] == 2)
        }
    }

    @Test func `held destinations that are silent leave three quarters of the workers to the others`() async throws {
        let silent = LoopbackReceiver()
        let latch = Latch()
        silent.faults.add(.status(410), times: 6)
        silent.faults.add(.held(until: latch.wait))
        try await silent.serve { url in
            try await Workshop.open(workers: 4) { workshop in
                for number in 0..<6 {
                    try await workshop.add("r\(number)", to: Destination(text: "\(url)/\(number)"))
                }
                try await workshop.dispatch { _ in
                    try await silent.log.first(6) { $0.status == 410 }
                    while try await workshop.store.counts()[.held] != 6 { await workshop.store.wait(for: .record) }
                    _ = try await sqlite3(workshop.database, "UPDATE destinations SET probe_at_ms = 1")
                    workshop.dispatcher.jobQueued(runAt: .distantPast)
                    try await silent.log.first(7)
                    for number in 6..<16 { try await workshop.add("r\(number)") }
                    workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                    try await workshop.receiver.log.first(10)
                    #expect(silent.log.count == 7)
                    latch.open()
                }
            }
        }
    }
}
