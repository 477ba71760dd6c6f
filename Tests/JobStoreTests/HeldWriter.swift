import GRDB
import Synchronization
import TestSupport
import Testing

@testable import JobStore

extension SQLiteStore {
    /// Holds the writer for as long as `body` runs, as a slow disk does; what it starts waits together.
    func holdingWriter<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let latch = BlockingLatch()
        async let first: Void = writer.write { _ in latch.wait() }
        await latch.isReached()
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        latch.open()
        try await first
        return try result.get()
    }

    /// Makes the calls so that all of them share one commit, and returns what became of each, in their order.
    func inOneCommit<Value: Sendable>(
        _ calls: [@Sendable () async throws -> Value]
    ) async throws -> [Result<Value, any Error>] {
        try await withThrowingTaskGroup(of: (place: Int, result: Result<Value, any Error>).self) { group in
            try await holdingWriter {
                for (place, call) in calls.enumerated() {
                    group.addTask {
                        do { return (place, .success(try await call())) } catch { return (place, .failure(error)) }
                    }
                    // Each takes its place before the next one comes.
                    while writer.waitingCount <= place { await Task.yield() }
                }
            }
            let results = try await group.reduce(into: [:]) { $0[$1.place] = $1.result }
            return calls.indices.compactMap { results[$0] }
        }
    }
}

/// Counts the transactions that are committed on a store's writer.
final class CommitCounter: TransactionObserver, Sendable {
    private let commits = Mutex(0)

    init(of store: SQLiteStore) {
        store.pool.add(transactionObserver: self, extent: .databaseLifetime)
    }

    var count: Int { commits.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
