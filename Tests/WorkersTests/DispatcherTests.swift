import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

@Suite(.timeLimit(.minutes(1)))
struct DispatcherTests {
    @Test func `a due job is run, and one that is not waits`() async throws {
        try await Workshop.open { workshop in
            let due = try await workshop.add("r0")
            let later = try await workshop.add("r1", dueIn: 1)
            try await workshop.dispatch { _ in try await workshop.receiver.log.first() }
            #expect(try await workshop.job(due).state == .completed)
            #expect(try await workshop.job(later).state == .queued)
            #expect(workshop.receiver.log.count == 1)
        }
    }

    @Test func `a job is run when its time comes`() async throws {
        try await Workshop.open { workshop in
            let id = try await workshop.add(dueIn: 10_800)
            try await workshop.dispatch { _ in
                await workshop.store.wait(for: .nextRunAt)
                workshop.clock.advance(by: 10_800)
                try await workshop.receiver.log.first()
            }
            #expect(try await workshop.store.attempts(of: id).map(\.report.startedAt) == [start + 10_800])
        }
    }

    @Test func `no more jobs run at once than there are workers, and all of them run`() async throws {
        try await Workshop.open(workers: 3) { workshop in
            for number in 0..<12 { try await workshop.add("r\(number)") }
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first(3)
                let counts = try await workshop.store.counts()
                #expect(counts[.running] == 3 && counts[.queued] == 9)
                latch.open()
                try await workshop.receiver.log.first(12)
            }
            // Three more at most are over, but not recorded yet.
            #expect(workshop.store.mostRunning <= 6)
            #expect(try await workshop.store.counts()[.completed] == 12)
            #expect(workshop.receiver.log.count == 12)
        }
    }

    @Test func `a destination that does not answer leaves workers to the others`() async throws {
        let slow = LoopbackReceiver()
        let latch = Latch()
        slow.faults.add(.held(until: latch.wait))
        try await slow.serve { url in
            try await Workshop.open(workers: 6, workersPerDestination: 3) { workshop in
                let path = workshop.database
                for number in 0..<20 { try await workshop.add("r\(number)") }
                // The first ten, and so those that are due first, are the slow one's.
                _ = try await sqlite3(path, "UPDATE jobs SET destination = '\(url)' WHERE id <= 10")
                try await workshop.dispatch { _ in
                    try await workshop.receiver.log.first(10) { $0.status == 200 }
                    try await slow.log.first(3)
                    #expect(slow.log.count == 3 && slow.log.mostAtOnce == 3)
                    latch.open()
                    try await slow.log.first(10) { $0.status == 200 }
                }
                #expect(workshop.receiver.log.mostAtOnce <= 3)
                #expect(try await workshop.store.counts()[.completed] == 20)
            }
        }
    }

    @Test func `an enqueue that is due sooner wakes a dispatcher that sleeps`() async throws {
        try await Workshop.open { workshop in
            try await workshop.add("r0", dueIn: 3_600_000)
            try await workshop.dispatch { _ in
                // Asked for at the start, and again by one that has slept a second.
                await workshop.store.wait(for: .outsideChanges, times: 2)
                let id = try await workshop.add("r1")
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                try await workshop.receiver.log.first()
                #expect(try await workshop.job(id).attempts == 1)
            }
        }
    }

    @Test func `a dispatcher makes progress while it is idle, and none while a claim hangs`() async throws {
        try await Workshop.open { workshop in
            let latch = Latch()
            workshop.store.afterClaim { await latch.wait() }
            try await workshop.add()
            try await workshop.dispatch { _ in
                await workshop.store.wait(for: .outsideChanges, times: 3)
                let hung = try #require(workshop.dispatcher.lastProgress)
                await workshop.store.wait(for: .outsideChanges, times: 2)
                #expect(workshop.dispatcher.lastProgress == hung)
                latch.open()
                try await workshop.receiver.log.first()
                await workshop.store.wait(for: .outsideChanges, times: 3)
                #expect(try #require(workshop.dispatcher.lastProgress) > hung)
            }
        }
    }

    @Test func `a full disk delays the claims and ends nothing`() async throws {
        try await Workshop.open { workshop in
            workshop.store.fail(.claim, with: .full, .full)
            workshop.store.fail(.nextRunAt, with: .busy, .busy)
            workshop.store.fail(.outsideChanges, with: .busy)
            let id = try await workshop.add()
            try await workshop.dispatch { _ in try await workshop.receiver.log.first() }
            #expect(try await workshop.job(id).state == .completed)
            #expect(workshop.log.warnings == ["no job can be claimed"])
        }
    }

    @Test func `a broken database ends the dispatcher`() async throws {
        try await Workshop.open { workshop in
            workshop.store.fail(.claim, with: .broken("disk I/O error"))
            await #expect(throws: StoreError.broken("disk I/O error")) { try await workshop.dispatcher.run() }
        }
    }
}
