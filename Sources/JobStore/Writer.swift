import GRDB
import Synchronization

/// The one way into the database: group commit.
///
/// Writes queue up; the writer takes all that wait, runs each in its own savepoint inside one transaction, commits, and only
/// then answers each. So concurrent writes share one sync, a write that fails leaves the others alone, and a commit that
/// fails fails all of them. There is no delay: a write that comes alone commits alone.
final class Writer: Sendable {
    /// Past so many waiting writes a further one is refused rather than kept in memory.
    static let capacity = 8192

    private struct Queue {
        var waiting: [PendingWrite] = []
        var isDraining = false
        var brokenBy: StoreError?
    }

    private let pool: DatabasePool
    private let queue = Mutex(Queue())

    init(pool: DatabasePool) {
        self.pool = pool
    }

    /// How many writes wait for the next commit.
    var waitingCount: Int {
        queue.withLock { $0.waiting.count }
    }

    /// Runs `work` in a transaction and returns once that is committed and synced. `work` may be run once or not at all.
    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { caller in
            submit(PendingWrite(work) { caller.resume(returning: $0) })
        }
        return try result.get()
    }

    /// Reads on the writer's own connection, outside of any transaction.
    func look<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        if let error = queue.withLock({ $0.brokenBy }) { throw error }
        do {
            return try await pool.writeWithoutTransaction(query)
        } catch {
            throw StoreError(error)
        }
    }

    private func submit(_ write: PendingWrite) {
        let refusal: StoreError? = queue.withLock { queue in
            if let error = queue.brokenBy { return error }
            guard queue.waiting.count < Self.capacity else { return .overloaded }
            queue.waiting.append(write)
            if !queue.isDraining {
                queue.isDraining = true
                pool.asyncWriteWithoutTransaction { [self] db in drain(db) }
            }
            return nil
        }
        if let refusal { write.fail(refusal) }
    }

    private func drain(_ db: Database) {
        while let batch = nextBatch() {
            commit(batch, on: db)
        }
    }

    private func nextBatch() -> [PendingWrite]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            defer { queue.waiting.removeAll(keepingCapacity: true) }
            return queue.waiting
        }
    }

    private func commit(_ batch: [PendingWrite], on db: Database) {
        if let error = queue.withLock({ $0.brokenBy }) {
            for write in batch { write.fail(error) }
            return
        }
        var answers: [PendingWrite.Answer] = []
        do {
            try db.inTransaction(.immediate) {
                for write in batch {
                    answers.append(try write.run(db))
                }
                return .commit
            }
            for answer in answers { answer(nil) }
        } catch {
            let error = StoreError(error)
            if error.isBroken { queue.withLock { $0.brokenBy = error } }
            for answer in answers { answer(error) }
            for write in batch.dropFirst(answers.count) { write.fail(error) }
        }
    }
}

/// A write that waits for its turn.
struct PendingWrite: Sendable {
    /// Tells the caller how it went, or that the commit failed with this error.
    typealias Answer = @Sendable (_ commitError: StoreError?) -> Void

    /// Runs inside the batch's transaction; throws only what ends the whole batch.
    let run: @Sendable (Database) throws -> Answer
    let fail: @Sendable (StoreError) -> Void

    init<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value,
        answer: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        run = { db in
            let result: Result<Value, StoreError>
            do {
                result = .success(try Self.inSavepoint(db, work))
            } catch {
                let failure = StoreError(error)
                // A full disk may have rolled the whole transaction back already; on a broken one nothing may be committed.
                guard db.isInsideTransaction, !failure.isBroken else { throw error }
                result = .failure(failure)
            }
            return { commitError in answer(commitError.map(Result.failure) ?? result) }
        }
        fail = { answer(.failure($0)) }
    }

    private static func inSavepoint<Value>(_ db: Database, _ work: (Database) throws -> Value) throws -> Value {
        var value: Value?
        try db.inSavepoint {
            value = try work(db)
            return .commit
        }
        guard let value else { preconditionFailure("a committed savepoint has run its work") }
        return value
    }
}
