import Foundation
import GRDB
package import Jobs

/// Of one transaction of many.
private let stepSize = 200

/// What an operator's command may do in a database that a running daemon owns.
///
/// It opens a file that is there and has our schema, takes no instance lock and migrates nothing. Each change is one
/// `BEGIN IMMEDIATE` transaction, synced before it returns; it waits for the daemon's turn as any other program does, and
/// the daemon notices it within a second (`PRAGMA data_version`).
package final class OperatorStore: Sendable {
    let queue: DatabaseQueue
    package let path: String

    package init(path: String) throws(OpenError) {
        guard let version = try DatabaseFile.inspect(path) else {
            throw .inaccessible(path: path, reason: "there is none yet; hookme serve makes it")
        }
        guard version == Migrations.version else {
            throw .older(path: path, version: version, known: Migrations.version)
        }
        self.path = path
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
        } catch {
            throw OpenError(error, path: path)
        }
    }

    package func close() throws(StoreError) {
        do {
            try queue.close()
        } catch {
            throw StoreError(error)
        }
    }

    /// Accepts tasks in one transaction, and answers each as ``Store/enqueue(_:liveLimit:)`` does, in their order.
    ///
    /// - Parameter maxBytes: while so many bytes of the database are in use, none is accepted; nil: no limit.
    package func enqueue(
        _ jobs: [NewJob], liveLimit: Int?, maxBytes: Int? = nil
    ) throws(StoreError) -> [Enqueued] {
        let tasks = jobs.map { EnqueueBatch.Task(job: $0, liveLimit: liveLimit) }
        return try write { db in
            if let maxBytes, try PageUse(of: db).usedBytes >= maxBytes { throw StoreError.atMaxBytes }
            return try EnqueueBatch.run(tasks[...], in: db)
        }
    }

    /// As ``Store/redeliver(_:at:)``.
    package func redeliver(_ id: JobID, at now: Timestamp) throws(StoreError) -> Result<Job, Refusal> {
        try write { db in try SQLiteStore.redeliver(id, at: now, in: db) }
    }

    /// As ``Store/retry(_:at:)``.
    package func retry(_ id: JobID, at now: Timestamp) throws(StoreError) -> Result<Job, Refusal> {
        try write { db in try SQLiteStore.retry(id, at: now, in: db) }
    }

    /// As ``Store/cancel(_:at:)``. The daemon stops a running job once it has noticed.
    package func cancel(_ id: JobID, at now: Timestamp) throws(StoreError) -> Result<Job, Refusal> {
        try write { db in try SQLiteStore.cancel(id, at: now, in: db) }
    }

    /// As ``Store/delete(_:)``.
    package func delete(_ id: JobID) throws(StoreError) -> Result<Job, Refusal> {
        try write { db in try SQLiteStore.delete(id, in: db) }
    }

    /// As ``Store/pause(at:)``.
    package func pause(at now: Timestamp) throws(StoreError) -> Timestamp {
        try write { db in try SQLiteStore.pause(at: now, in: db) }
    }

    /// As ``Store/resume()``.
    package func resume() throws(StoreError) -> Bool {
        try write { db in try SQLiteStore.resume(in: db) }
    }

    /// Every destination that has failed or been held, those that are held first.
    package func destinations() throws(StoreError) -> [DestinationStatus] {
        try read { db in try SQLiteStore.destinations(in: db) }
    }

    /// As ``Store/knows(_:)``.
    package func knows(_ destination: Destination) throws(StoreError) -> Bool {
        try read { db in try SQLiteStore.knows(destination, in: db) }
    }

    /// Holds a destination until somebody releases it: no probe is made.
    ///
    /// - Returns: false when somebody had already done so.
    package func hold(_ destination: Destination, at now: Timestamp) throws(StoreError) -> Bool {
        try write { db in try SQLiteStore.hold(destination, at: now, in: db) }
    }

    /// Opens a destination; the daemon goes on with its jobs, in the order in which they were due.
    ///
    /// - Returns: how many jobs it held; nil when it was not held.
    package func release(_ destination: Destination) throws(StoreError) -> Int? {
        try write { db in try SQLiteStore.release(destination, in: db) }
    }

    /// How many payloads ``prunePayloads(finishedBefore:)`` would delete.
    package func prunablePayloads(finishedBefore moment: Timestamp) throws(StoreError) -> Int {
        try count(SQLiteStore.prunableSQL, before: moment)
    }

    /// As ``Store/prunePayloads(finishedBefore:limit:)``, until there are no more.
    package func prunePayloads(finishedBefore moment: Timestamp) throws(StoreError) -> Int {
        try inSteps { db in try SQLiteStore.prunePayloads(finishedBefore: moment, limit: stepSize, in: db) }
    }

    /// How many jobs ``pruneJobs(_:finishedBefore:)`` would delete.
    package func prunableJobs(_ state: JobState, finishedBefore moment: Timestamp) throws(StoreError) -> Int {
        try count(SQLiteStore.prunableJobsSQL(state), before: moment)
    }

    /// As ``Store/pruneJobs(_:finishedBefore:limit:)``, until there are no more.
    package func pruneJobs(_ state: JobState, finishedBefore moment: Timestamp) throws(StoreError) -> Int {
        try inSteps { db in try SQLiteStore.pruneJobs(state, finishedBefore: moment, limit: stepSize, in: db) }
    }

    /// As ``Store/giveBack(pages:)``, until there are no more.
    package func giveBack() throws(StoreError) -> Int {
        try inSteps { db in try SQLiteStore.giveBack(pages: stepSize, in: db) }
    }

    /// A transaction each, with pauses as long as they are, in which the daemon has its turn.
    private func inSteps(_ step: (Database) throws -> Int) throws(StoreError) -> Int {
        var sum = 0
        while true {
            let begin = ContinuousClock.now
            let count = try write(step)
            guard count > 0 else { return sum }
            sum += count
            usleep(UInt32((ContinuousClock.now - begin) / .microseconds(1)))
        }
    }

    private func count(_ sql: String, before moment: Timestamp) throws(StoreError) -> Int {
        do {
            return try queue.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM (\(sql))",
                    arguments: ["before": moment.millisecondsSinceEpoch, "limit": Int.max]
                ) ?? 0
            }
        } catch {
            throw StoreError(error)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "hookme operator"
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL")
            // The daemon's affair, or that of whom it leaves it to.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        }
        return configuration
    }

    /// What SQLite says of the setting that makes a commit durable; 2 is FULL.
    func synchronous() throws(StoreError) -> Int? {
        do {
            return try queue.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") }
        } catch {
            throw StoreError(error)
        }
    }

    func read<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try queue.read(work)
        } catch {
            throw StoreError(error)
        }
    }

    private func write<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            // GRDB begins it with IMMEDIATE.
            return try queue.write(work)
        } catch {
            throw StoreError(error)
        }
    }
}
