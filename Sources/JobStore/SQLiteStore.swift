package import CoreMetrics
import Foundation
import GRDB
package import Jobs
import Synchronization

/// The store in one SQLite file, which this process alone owns.
///
/// Every write goes through one ``Writer``; reads go through a pool of read-only connections and see the last commit. The
/// file is in WAL mode with `synchronous=FULL`, so a commit is on the disk before anybody hears of it.
package final class SQLiteStore: Store {
    let writer: Writer
    let pool: DatabasePool
    let holdPolicy: HoldPolicy
    let keepsFinishedPayloads: Bool
    package let jobWatch = JobWatch()
    /// When ``checkWritable()`` has last written, and how many writes had failed before.
    let lastCheck = Mutex<(at: ContinuousClock.Instant, failures: Int)?>(nil)
    private let lock: InstanceLock

    /// Opens the file, creates it when it is absent, and migrates it to the newest schema.
    ///
    /// - Parameters:
    ///   - keepsFinishedPayloads: false: a payload is deleted in the transaction that finishes its job.
    ///   - checkpoints: who moves the log into the database.
    ///   - maxBytes: while so many bytes of it are in use, it accepts no task; all else is written as ever. Nil: no limit.
    package init(
        path: String, holdPolicy: HoldPolicy = HoldPolicy(), keepsFinishedPayloads: Bool = true,
        checkpoints: Checkpoints = .own, maxBytes: Int? = nil,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) throws(OpenError) {
        let metrics = StoreMetrics(metrics)
        self.holdPolicy = holdPolicy
        self.keepsFinishedPayloads = keepsFinishedPayloads
        // First a look that leaves nothing behind: a file that is not ours gets no lock beside it.
        try DatabaseFile.inspect(path)
        // Before the lock, which a link to what is not there yet would be taken for another file's by.
        try DatabaseFile.create(path)
        lock = try InstanceLock(database: path)
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(metrics))
            try pool.writeWithoutTransaction { db in
                try Self.makeDurable(db, checkpoints)
                try Migrations.run(on: db)
            }
            writer = Writer(
                pool: pool, metrics: metrics, maxBytes: maxBytes, place: FilePlace(of: path))
            try pool.writeWithoutTransaction(writer.measure)
        } catch let error as OpenError {
            throw error
        } catch {
            throw OpenError(error, path: path)
        }
        pool.add(transactionObserver: JobChanges(for: jobWatch), extent: .databaseLifetime)
    }

    /// Closes the file, with all that is in the log moved into it. Nothing may be called afterwards.
    package func close() throws(StoreError) {
        do {
            // The last connection to close is the one that checkpoints, and a reader cannot.
            pool.invalidateReadOnlyConnections()
            try pool.close()
        } catch {
            throw StoreError(error)
        }
    }

    private static func configuration(_ metrics: StoreMetrics) -> Configuration {
        var configuration = Configuration()
        configuration.label = "hookme"
        // As SQLite's own busy_timeout of 10 s, and counted.
        configuration.busyMode = .callback { retries in
            guard retries < busyRetries else { return false }
            metrics.retriedBusy()
            usleep(busyPauseMicroseconds)
            return true
        }
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // Before the first page is written, and without effect later.
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
            // In memory: what a statement needs to undo itself would otherwise go through a file.
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY")
        }
        return configuration
    }

    static let busyRetries = 1000
    static let busyPauseMicroseconds: UInt32 = 10_000

    /// GRDB's pool sets `synchronous=NORMAL` by itself in WAL mode, after `prepareDatabase`: a commit would then outlive a
    /// crash of the process, but not a power cut. So FULL is set here, outside of any transaction, and read back.
    private static func makeDurable(_ db: Database, _ checkpoints: Checkpoints) throws {
        try db.execute(
            sql: """
                PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;
                PRAGMA wal_autocheckpoint = \(checkpoints.pages)
                """
        )
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
            throw DatabaseError(
                message: "WAL mode with synchronous=FULL is refused, without which no commit is durable")
        }
    }
}

extension SQLiteStore {
    /// Reads what the last commit left.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(query)
        } catch {
            throw StoreError(error)
        }
    }
}

extension StoreError {
    /// What SQLite's result code means for the caller (sqlite.org/rescode.html).
    init(_ error: any Error) {
        switch error {
        case let error as StoreError:
            self = error
        case is CancellationError:
            self = .cancelled
        case let error as InvalidName:
            self = .refused("\(error)")
        case let error as DatabaseError:
            let reason = error.message ?? "\(error.extendedResultCode)"
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
            case .SQLITE_FULL: self = .full
            case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG: self = .refused(reason)
            default: self = .broken(reason)
            }
        default:
            self = .broken("\(error)")
        }
    }
}
