import Foundation
import GRDB
import Synchronization

/// The file that was opened, its log with the index, and its lock: whether they still have the names under which the next start looks
/// for them.
///
/// SQLite goes on with a file that somebody deletes, renames or replaces (sqlite.org/howtocorrupt.html, section 2.4), and with a log
/// that is gone. What is committed then would be promised, and lost at the next start; and a log that is left beside another
/// database would damage that one. Without the log's index (`-shm`) other programs make a new one, and with it they and this one
/// would write over each other. Without the lock a second daemon could start beside this one.
final class FilePlace: Sendable {
    private let path: String
    /// As its log and its lock are named.
    private let resolved: String
    private let files: [String: FileID]
    /// Of the file by itself, whichever name it has.
    private let descriptor: Int32
    /// What has been found, once anything has: all is saved once.
    private let verdict = Mutex<StoreError?>(nil)
    /// Linux's O_PATH (open(2)), which Swift does not see. Closing any other descriptor would drop SQLite's locks.
    private static let pathOnly: Int32 = 0o10_000_000

    /// Of a database that is open.
    init(of path: String) {
        self.path = path
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        self.resolved = resolved
        files = [path, resolved + "-wal", resolved + "-shm", resolved + ".lock"].reduce(into: [:]) {
            $0[$1] = FileID($1)
        }
        descriptor = open(path, Self.pathOnly | O_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// To be asked after each commit and before its answer: four calls of the system, beside one that syncs.
    ///
    /// - Parameter db: outside of any transaction.
    /// - Throws: `StoreError.broken`, once all that there is is safe, as far as it can be made so; never another one, since what is
    ///   committed must not be taken for what may be tried again.
    func check(_ db: Database) throws {
        try checkVerdict()
        guard files.contains(where: { !$0.value.isStill($0.key) }) else { return }
        let what = "its file, its log (-wal, -shm) or its lock was deleted, renamed or replaced while it was in use"
        let found: StoreError
        do {
            found = .broken("\(what); \(try save(db))")
        } catch {
            found = .broken("\(what), and what it held cannot be saved: \(error)")
        }
        verdict.withLock { $0 = found }
        throw found
    }

    /// To be asked before each transaction, whose rows would not be in what was saved.
    func checkVerdict() throws {
        if let found = verdict.withLock(\.self) { throw found }
    }

    /// Moves the log into the file, wherever that is now, so that no other database takes it for its own. A file that has no name any
    /// more, or that has lost its log, is copied, with the log, to where it was, or beside what is there now.
    ///
    /// - Returns: where everything is.
    private func save(_ db: Database) throws -> String {
        // Not done where another program reads in one transaction all that time: then the log stays as it is.
        let isMoved = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Backup.lastError(path) }
        let isInPlace = FileID(path) == files[path]
        if status.st_nlink > 0, isMoved || isInPlace && hasLog {
            return "all that it held is in \(isInPlace ? path : "the file that was renamed")"
        }
        let copy = "\(path).saved-\(Int(Date().timeIntervalSince1970))"
        try DatabaseFile.create(copy)
        do {
            try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
            try Backup.sync(copy)
        } catch {
            // Half of it would look like the whole.
            unlink(copy)
            throw error
        }
        if !isMoved { removeLog() }
        // Not over a file that is there.
        let isBack = link(copy, path) == 0
        if isBack { unlink(copy) }
        try Backup.sync(Backup.folder(of: path))
        return isBack ? "all that it held is in \(path) again" : "all that it held is in \(copy)"
    }

    /// So that no other database takes it for its own. All of it is in a copy; whoever reads it goes on.
    private func removeLog() {
        guard hasLog else { return }
        for end in ["-wal", "-shm"] { unlink(resolved + end) }
    }

    /// Whether the log is still the one that belongs to the file.
    private var hasLog: Bool {
        files[resolved + "-wal"].map { $0 == FileID(resolved + "-wal") } ?? false
    }
}

/// Which file a name leads to.
private struct FileID: Equatable {
    private let device: dev_t
    private let inode: ino_t

    /// Whether a name leads to it. One that cannot be looked at is no reason for doubt.
    func isStill(_ path: String) -> Bool {
        FileID(path) == self || access(path, F_OK) != 0 && errno != ENOENT
    }

    /// Nil where it leads to none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (device, inode) = (status.st_dev, status.st_ino)
    }
}
