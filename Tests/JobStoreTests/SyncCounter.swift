import GRDB
import GRDBSQLite
import Synchronization

@testable import JobStore

/// Counts how often a store's writer asks the disk to keep its log, which is what makes a commit durable.
///
/// It stands in front of the function by which SQLite syncs that file (sqlite.org/c3ref/io_methods.html).
final class SyncCounter: Sendable {
    private let beforeEach: @Sendable () throws(DatabaseError) -> Void
    private let finished = Mutex(0)

    /// - Parameter beforeEach: runs before each sync, as a slow disk does; what it throws is what the sync fails with.
    init(
        of store: SQLiteStore, beforeEach: @escaping @Sendable () throws(DatabaseError) -> Void = {}
    ) async throws {
        self.beforeEach = beforeEach
        try await store.writer.look { db in try Self.count(by: self, on: db) }
    }

    /// The syncs that have succeeded.
    var count: Int {
        finished.withLock { $0 }
    }

    private typealias LogFile = UnsafeMutablePointer<sqlite3_file>
    private typealias Functions = UnsafePointer<sqlite3_io_methods>

    /// By the address of the log file that each is for.
    private static let counters = Mutex<[UInt: (counter: SyncCounter, original: sqlite3_io_methods)]>([:])

    private static func count(by counter: SyncCounter, on db: Database) throws {
        var file: LogFile?
        // In WAL mode the log is what SQLite calls the journal here.
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        guard code == SQLITE_OK, let file, let original = file.pointee.pMethods else {
            throw DatabaseError(message: "the store has no log")
        }
        counters.withLock { $0[UInt(bitPattern: file)] = (counter, original.pointee) }
        // Never freed: the file is closed through it after the test.
        let functions = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        functions.initialize(to: original.pointee)
        functions.pointee.xSync = { file, flags in SyncCounter.sync(file, flags) }
        file.pointee.pMethods = Functions(functions)
    }

    private static func sync(_ file: LogFile?, _ flags: Int32) -> Int32 {
        guard let (counter, original) = counters.withLock({ $0[UInt(bitPattern: file)] }) else { return SQLITE_MISUSE }
        do throws(DatabaseError) {
            try counter.beforeEach()
        } catch {
            return error.extendedResultCode.rawValue
        }
        let code = original.xSync(file, flags)
        if code == SQLITE_OK { counter.finished.withLock { $0 += 1 } }
        return code
    }
}
