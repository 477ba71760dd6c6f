package import JobStore
package import Jobs
package import Logging
import ServiceLifecycle

/// Deletes finished jobs and their payloads when they are old (``Retention``), and idempotency keys once they were kept for
/// ``KeptAnswer/lifetime``, and what is known of destinations that have not failed for ``DestinationStatus/lifetime``, in small steps,
/// so that no enqueue waits for long behind one. Live jobs are never touched. What is free
/// in the file by that, and not soon needed again, goes back to the file system. It keeps the history, which is of a day and some,
/// first with each look and then after each step: the steps of one look may take hours.
///
/// It looks once a minute, or more often where something is kept for less than that, and first one such pause after its start.
/// It warns with each look of a write-ahead log that has become long.
/// A database that is busy or full is asked again at the next look. It throws a ``StoreError`` when the database can no longer
/// be relied on, and returns at a graceful shutdown, with the step that was under way done.
package struct Pruner: Service, CustomStringConvertible {
    package let description = "pruner"
    /// The most jobs, payloads, keys or destinations of one transaction.
    static let step = 200
    /// The most pages that one transaction gives back: 1 MB.
    static let pagesOfStep = 256
    /// In bytes. The store begins it anew at 16 MB, unless another program reads in one transaction all that time.
    static let longLog: Int64 = 128 << 20
    private static let pauseBetweenSteps = Duration.milliseconds(100)

    private let store: any Store
    private let retention: Retention
    private let logBytes: @Sendable () -> Int64?
    private let now: WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - logBytes: the length of the write-ahead log; nil: there is none.
    ///   - sleep: throws a `CancellationError` when it is cancelled.
    package init(
        store: any Store, retention: Retention, logBytes: @escaping @Sendable () -> Int64? = { nil },
        now: @escaping WallClock = Timestamp.now,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, logger: Logger
    ) {
        self.store = store
        self.retention = retention
        self.logBytes = logBytes
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
                    lookAtLog()
                }
            } catch is CancellationError {}
        }
    }

    private var pause: Duration {
        min(.seconds(60), max(.seconds(1), retention.shortest?.duration ?? .seconds(60)))
    }

    /// All that is old at this moment. What grows old meanwhile is left to the next look: else a daemon that is always busy would
    /// never come to the end of one.
    private func prune() async throws {
        try await keepHistory()
        let now = now()
        if let age = retention.payloads {
            try await inSteps("payloads pruned") { () async throws(StoreError) in
                try await store.prunePayloads(finishedBefore: now + Milliseconds(-age.count), limit: Self.step)
            }
        }
        for state in JobState.finished {
            guard let age = retention.jobs[state] else { continue }
            try await inSteps("\(state.rawValue) jobs pruned") { () async throws(StoreError) in
                try await store.pruneJobs(state, finishedBefore: now + Milliseconds(-age.count), limit: Self.step)
            }
        }
        try await inSteps("idempotency keys pruned") { () async throws(StoreError) in
            try await store.pruneKeys(createdBefore: now + Milliseconds(-KeptAnswer.lifetime.count), limit: Self.step)
        }
        try await inSteps("destinations forgotten") { () async throws(StoreError) in
            try await store.pruneDestinations(
                notedBefore: now + Milliseconds(-DestinationStatus.lifetime.count), limit: Self.step)
        }
        try await inSteps("free pages given back") { () async throws(StoreError) in
            try await store.giveBack(pages: Self.pagesOfStep)
        }
    }

    private func lookAtLog() {
        guard let bytes = logBytes(), bytes > Self.longLog else { return }
        logger.warning(
            "the log beside the database grows: another program keeps it from beginning anew",
            metadata: ["bytes": "\(bytes)"]
        )
    }

    private func keepHistory() async throws(StoreError) {
        do {
            try await store.keepHistory(at: now())
        } catch let error where error.isTransient {
            logger.warning("the history cannot be kept now", metadata: ["error": "\(error)"])
        }
    }

    /// - Parameter done: what the steps do, as the log says it.
    private func inSteps(_ done: Logger.Message, _ step: () async throws(StoreError) -> Int) async throws {
        var sum = 0
        do {
            while case let count = try await step(), count > 0 {
                CrashPoint.pruned.pass()
                sum += count
                try await sleep(Self.pauseBetweenSteps)
                try await keepHistory()
            }
        } catch let error as StoreError where error.isTransient {
            logger.warning("the database cannot be pruned now", metadata: ["error": "\(error)"])
        }
        if sum > 0 { logger.info(done, metadata: ["count": "\(sum)"]) }
    }
}
