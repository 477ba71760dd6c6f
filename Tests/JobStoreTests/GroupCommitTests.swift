import Dispatch
import GRDB
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import JobStore

@Suite(.timeLimit(.minutes(1)))
struct GroupCommitTests {
    @Test func `writes that wait together share one commit`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("hookme.db"))
        let commits = CommitCounter()
        store.pool.add(transactionObserver: commits)
        let gate = Latch()

        // The first write holds the writer until fifty others wait.
        async let first: Void = store.writer.write { db in
            gate.wait()
            try db.execute(sql: "INSERT INTO meta (key, value) VALUES ('first', '')")
        }
        while !gate.isReached { await Task.yield() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 { group.addTask { try await store.add("r\(number)") } }
            while store.writer.waitingCount < 50 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }
        try await first
        #expect(commits.count == 2)
        #expect(try await store.counts()[.queued] == 50)
    }
}

/// Counts the transactions that were committed on a connection.
private final class CommitCounter: TransactionObserver, Sendable {
    private let commits = Mutex(0)

    var count: Int { commits.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}

/// Blocks the writer's own thread, as a slow disk does.
private final class Latch: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)

    var isReached: Bool { reached.withLock { $0 } }

    func wait() {
        reached.withLock { $0 = true }
        semaphore.wait()
    }

    func open() { semaphore.signal() }
}
