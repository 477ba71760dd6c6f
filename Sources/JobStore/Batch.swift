import GRDB

/// The writes that share one commit: the tasks to accept, and whatever else waits.
struct Batch: Sendable {
    typealias Answer = () -> Void

    private var tasks: [EnqueueBatch.Task] = []
    private var callers: [CheckedContinuation<Result<Enqueued, StoreError>, Never>] = []
    private var writes: [PendingWrite] = []

    var count: Int { tasks.count + writes.count }
    /// How many tasks of clients it accepts.
    private(set) var taskCount = 0

    /// No client waits for it.
    var isForWorkers: Bool { taskCount == 0 && !writes.isEmpty }

    /// The same writes in two batches.
    var halves: [Batch] {
        var (first, second) = (Batch(), Batch())
        let middle = count / 2
        for (place, task) in tasks.enumerated() {
            if place < middle { first.add(task, callers[place]) } else { second.add(task, callers[place]) }
        }
        for (place, write) in writes.enumerated() {
            if tasks.count + place < middle { first.add(write) } else { second.add(write) }
        }
        return [first, second]
    }

    /// Takes the share of the next commit out, so that where very many tasks wait no write waits for all of them: what no client's
    /// task waits for, and in their order `most` of those that came alone and as many of those that came together, but at least
    /// one request.
    mutating func takeShare(most: Int) -> Batch {
        var (share, rest) = (Batch(), Batch())
        for (place, task) in tasks.enumerated() {
            if place < most { share.add(task, callers[place]) } else { rest.add(task, callers[place]) }
        }
        var together = 0
        for write in writes {
            if write.taskCount == 0 || together < most { share.add(write) } else { rest.add(write) }
            together += write.taskCount
        }
        self = rest
        return share
    }

    mutating func add(_ task: EnqueueBatch.Task, _ caller: CheckedContinuation<Result<Enqueued, StoreError>, Never>) {
        tasks.append(task)
        callers.append(caller)
        taskCount += 1
    }

    mutating func add(_ write: PendingWrite) {
        writes.append(write)
        taskCount += write.taskCount
    }

    /// Runs all writes, and returns what answers them once they are committed.
    ///
    /// - Throws: ``FailedWrite`` when one of them failed, and may have done half of its work.
    func run(in db: Database) throws(FailedWrite) -> Answer {
        do {
            let enqueued = try EnqueueBatch.run(tasks[...], in: db)
            let answers = try writes.map { try $0.run(db) }
            return {
                for (caller, answer) in zip(callers, enqueued) { caller.resume(returning: .success(answer)) }
                for answer in answers { answer() }
            }
        } catch {
            throw FailedWrite(reason: StoreError(error))
        }
    }

    func fail(_ error: StoreError) {
        for caller in callers { caller.resume(returning: .failure(error)) }
        for write in writes { write.fail(error) }
    }
}

/// A write that waits for its turn.
struct PendingWrite: Sendable {
    /// How many tasks of a client it accepts.
    let taskCount: Int
    /// Runs inside the batch's transaction, and returns what answers the caller.
    let run: @Sendable (Database) throws -> Batch.Answer
    let fail: @Sendable (StoreError) -> Void

    init<Value: Sendable>(
        taskCount: Int = 0, _ work: @escaping @Sendable (Database) throws -> Value,
        answer: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        self.taskCount = taskCount
        run = { db in
            let value = try work(db)
            return { answer(.success(value)) }
        }
        fail = { answer(.failure($0)) }
    }
}

/// One of a batch's writes has failed.
struct FailedWrite: Error {
    let reason: StoreError
}
