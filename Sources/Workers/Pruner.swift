package import JobStore
package import Jobs
package import Logging
import ServiceLifecycle

/// Deletes the payloads of jobs that finished longer ago than PAYLOAD_RETENTION, and idempotency keys once they were kept for
/// ``KeptAnswer/lifetime``, in small steps, so that no enqueue waits for long behind one. Payloads of live jobs are never touched.
/// With each look it keeps the history, which is of a day and some.
///
/// It looks once a minute, or more often where payloads are kept for less than that, and first one such pause after its start.
/// A database that is busy or full is asked again at the next look. It throws a ``StoreError`` when the database can no longer
/// be relied on, and returns at a graceful shutdown, with the step that was under way done.
package struct Pruner: Service {
    /// The most payloads, or keys, of one transaction.
    static let step = 200
    private static let pauseBetweenSteps = Duration.milliseconds(100)

    private let store: any Store
    private let retention: Milliseconds?
    private let now: WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - retention: from a job's end to the deletion of its payload; nil: it is kept for ever.
    ///   - sleep: throws a `CancellationError` when it is cancelled.
    package init(
        store: any Store, retention: Milliseconds?, now: @escaping WallClock = Timestamp.now,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, logger: Logger
    ) {
        self.store = store
        self.retention = retention
        self.now = now
        self.sleep = sleep
        self.logger = logger
    }

    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                while true {
                    try await sleep(pause)
                    try await prune()
                }
            } catch is CancellationError {}
        }
    }

    private var pause: Duration {
        min(.seconds(60), max(.seconds(1), retention?.duration ?? .seconds(60)))
    }

    private func prune() async throws {
        if let retention {
            try await prune("payloads") { () async throws(StoreError) in
                try await store.prunePayloads(finishedBefore: now() + Milliseconds(-retention.count), limit: Self.step)
            }
        }
        try await prune("idempotency keys") { () async throws(StoreError) in
            let before = now() + Milliseconds(-KeptAnswer.lifetime.count)
            return try await store.pruneKeys(createdBefore: before, limit: Self.step)
        }
        try await keepHistory()
    }

    private func keepHistory() async throws(StoreError) {
        do {
            try await store.keepHistory(at: now())
        } catch let error where error.isTransient {
            logger.warning("the history cannot be kept now", metadata: ["error": "\(error)"])
        }
    }

    private func prune(_ things: String, _ step: () async throws(StoreError) -> Int) async throws {
        var pruned = 0
        do {
            while case let count = try await step(), count > 0 {
                pruned += count
                try await sleep(Self.pauseBetweenSteps)
            }
        } catch let error as StoreError where error.isTransient {
            logger.warning("\(things) cannot be pruned now", metadata: ["error": "\(error)"])
        }
        if pruned > 0 { logger.info("\(things) pruned", metadata: ["count": "\(pruned)"]) }
    }
}
