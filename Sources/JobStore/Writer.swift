import Foundation
import GRDB
import Jobs
import Synchronization

/// The one way into the database: group commit.
///
/// Writes queue up; the writer takes all that wait (of very many tasks, a share), runs them in one transaction, commits, and
/// only then answers each. So concurrent writes share one sync, a write that fails leaves the others alone, and a commit that
/// fails fails all of them. A write that comes alone commits alone and at once.
final class Writer: Sendable {
    /// Past so many waiting tasks a further one is refused rather than kept in memory. The workers' own writes are not:
    /// there are no more of them than jobs that run.
    static let capacity = 8192
    /// Past so many waiting tasks a commit leaves the rest to the next ones, since workers too wait for its end.
    private static let share = 512
    /// Where so many wait, or waited for the last commit, more are on their way.
    private static let crowd = 8
    private static let longestGathering = Duration.milliseconds(1)
    private static let pauseMicroseconds: UInt32 = 100

    private struct Queue {
        var waiting = Batch()
        var isDraining = false
        var lastCount = 0
        var lastWorkerCommit: ContinuousClock.Instant?
        var brokenBy: StoreError?
        var isAtMaxBytes = false
        var failures = 0

        /// Whether more writes are about to come, when `count` of them waited a moment ago.
        func mayBeMore(since count: Int, at start: ContinuousClock.Instant) -> Bool {
            if max(waiting.count, lastCount) >= crowd, waiting.count > count { return true }
            guard waiting.isForWorkers, waiting.count < crowd, let lastWorkerCommit else { return false }
            return start - lastWorkerCommit < longestGathering
        }
    }

    private let pool: DatabasePool
    private let metrics: StoreMetrics
    private let maxBytes: Int?
    private let place: FilePlace
    private let queue = Mutex(Queue())

    init(pool: DatabasePool, metrics: StoreMetrics, maxBytes: Int?, place: FilePlace) {
        self.pool = pool
        self.place = place
        self.metrics = metrics
        self.maxBytes = maxBytes
    }

    /// How many writes wait for the next commit.
    var waitingCount: Int {
        queue.withLock { $0.waiting.count }
    }

    /// How many writes were refused or failed since the start.
    var failures: Int {
        queue.withLock(\.failures)
    }

    /// Runs `work` in a transaction and returns once that is committed and synced.
    ///
    /// `work` may be run twice, with all that it did at first undone, or not at all.
    ///
    /// - Parameter taskCount: how many tasks of a client it accepts.
    func write<Value: Sendable>(
        taskCount: Int = 0, _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { caller in
            submit(atMost: taskCount > 0 ? Self.capacity : .max) {
                $0.add(PendingWrite(taskCount: taskCount, work) { caller.resume(returning: $0) })
            } refused: {
                caller.resume(returning: .failure($0))
            }
        }
        return try result.get()
    }

    /// Accepts a task, and returns once that is committed and synced.
    func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued {
        let result: Result<Enqueued, StoreError> = await withCheckedContinuation { caller in
            submit(atMost: Self.capacity) {
                $0.add(EnqueueBatch.Task(job: job, liveLimit: liveLimit), caller)
            } refused: {
                caller.resume(returning: .failure($0))
            }
        }
        return try result.get()
    }

    /// Reads on the writer's own connection, outside of any transaction.
    func look<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        if let error = queue.withLock({ $0.brokenBy }) { throw error }
        do {
            return try await pool.writeWithoutTransaction { [place] db in
                try place.check(db)
                return try query(db)
            }
        } catch {
            let error = StoreError(error)
            if error.isBroken { queue.withLock { $0.brokenBy = $0.brokenBy ?? error } }
            throw error
        }
    }

    private func submit(
        atMost capacity: Int, _ add: (inout Batch) -> Void, refused: (StoreError) -> Void
    ) {
        let (refusal, isFirst): (StoreError?, Bool) = queue.withLock { queue in
            if let error = queue.brokenBy { return (error, false) }
            guard queue.waiting.taskCount < capacity else { return (.overloaded, false) }
            guard !queue.isAtMaxBytes || capacity == .max else { return (.atMaxBytes, false) }
            add(&queue.waiting)
            defer { queue.isDraining = true }
            return (nil, !queue.isDraining)
        }
        if let refusal {
            queue.withLock { $0.failures += 1 }
            metrics.failed(1, refusal)
            refused(refusal)
        }
        // Not under the lock, which the writer's thread wants as soon as it wakes.
        if isFirst { pool.asyncWriteWithoutTransaction { [self] db in drain(db) } }
    }

    /// Commits one batch and lines up again behind whoever wants a `look`, for as long as anything waits.
    private func drain(_ db: Database) {
        gather()
        guard let batch = nextBatch() else { return }
        commit(batch, on: db)
        pool.asyncWriteWithoutTransaction { [self] db in drain(db) }
    }

    /// Waits a moment for more writes where there will be some, so that they share one sync: for as long as a crowd of them
    /// comes in, and while workers write on each other's heels. A client that posts alone is not kept waiting, but for one
    /// pause when it is the first after a crowd.
    private func gather() {
        let start = ContinuousClock.now
        var count = 0
        while ContinuousClock.now - start < Self.longestGathering {
            let (newCount, mayBeMore) = queue.withLock { queue in
                (queue.waiting.count, queue.mayBeMore(since: count, at: start))
            }
            guard mayBeMore else { return }
            count = newCount
            usleep(Self.pauseMicroseconds)
        }
    }

    private func nextBatch() -> Batch? {
        queue.withLock { queue in
            guard queue.waiting.count > 0 else {
                queue.isDraining = false
                return nil
            }
            queue.lastCount = queue.waiting.count
            if queue.waiting.taskCount > Self.share { return queue.waiting.takeShare(most: Self.share) }
            defer { queue.waiting = Batch() }
            return queue.waiting
        }
    }

    /// Runs the writes as if none could fail, since nearly none does. When one fails all the same, what they did is undone,
    /// and each half of them is run in a commit of its own, until the one that fails is alone. (A savepoint for each would
    /// not do: on a full disk SQLite undoes the whole transaction.)
    private func commit(_ batch: Batch, on db: Database) {
        if let error = queue.withLock({ $0.brokenBy }) { return fail(batch, error) }
        do {
            var answer: Batch.Answer?
            let start = ContinuousClock.now
            try place.checkVerdict()
            try db.inTransaction(.immediate) {
                answer = try batch.run(in: db)
                CrashPoint.committing.pass()
                return .commit
            }
            CrashPoint.committed.pass()
            metrics.committed(batch.count, in: .now - start)
            if batch.isForWorkers { queue.withLock { $0.lastWorkerCommit = .now } }
            try place.check(db)
            try measure(db)
            answer?()
        } catch let failure as FailedWrite {
            guard batch.count == 1 || failure.reason.isBroken else {
                for half in batch.halves { commit(half, on: db) }
                return
            }
            fail(batch, failure.reason)
        } catch {
            fail(batch, StoreError(error))
        }
    }

    /// Finds out whether tasks may be accepted still.
    func measure(_ db: Database) throws {
        guard let maxBytes else { return }
        let isAtMaxBytes = try PageUse(of: db).usedBytes >= maxBytes
        queue.withLock { $0.isAtMaxBytes = isAtMaxBytes }
    }

    private func fail(_ batch: Batch, _ error: StoreError) {
        if error.isBroken { queue.withLock { $0.brokenBy = error } }
        queue.withLock { $0.failures += batch.count }
        metrics.failed(batch.count, error)
        batch.fail(error)
    }
}
