import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

@Suite(.timeLimit(.minutes(1)))
struct PauseTests {
    @Test func `a paused queue begins nothing, and what runs goes on`() async throws {
        try await Workshop.open { workshop in
            let running = try await workshop.add("r0")
            let latch = Latch()
            workshop.receiver.faults.add(.held(until: latch.wait))
            try await workshop.dispatch { _ in
                try await workshop.receiver.log.first()
                _ = try await workshop.store.pause(at: start)
                let waiting = try await workshop.add("r1")
                workshop.dispatcher.jobQueued(runAt: workshop.clock.now)
                latch.open()
                await workshop.store.wait(for: .record)
                #expect(try await workshop.job(running).state == .completed)
                #expect(try await workshop.job(waiting).attempts == 0)
                _ = try await workshop.store.resume()
                workshop.dispatcher.jobQueued(runAt: .distantPast)
                try await workshop.receiver.log.first(2)
            }
            #expect(try await workshop.store.counts()[.completed] == 2)
        }
    }

    @Test func `what is typed at the prompt resumes it within a second`() async throws {
        try await Workshop.open { workshop in
            _ = try await workshop.store.pause(at: start)
            let id = try await workshop.add()
            try await workshop.dispatch { _ in
                await workshop.store.wait(for: .outsideChanges, times: 2)
                #expect(try await workshop.job(id).attempts == 0)
                _ = try await sqlite3(workshop.database, "UPDATE queue SET paused_at_ms = NULL")
                try await workshop.receiver.log.first()
            }
        }
    }
}
