import Foundation
import GRDB

/// The file that was opened, its log, and its lock: whether they still have the names under which the next start looks for them.
///
/// SQLite goes on with a file that somebody deletes, renames or replaces (sqlite.org/howtocorrupt.html, section 2.4), and with a log
/// that is gone. What is committed then would be promised, and lost at the next start; and a log that is left beside another
/// database would damage that one. Without the lock a second daemon could start beside this one.
final class FilePlace: Sendable {
    private let path: String
    private let files: [String: FileID]
    /// Of the file by itself, whichever name it has.
    private let descriptor: Int32
    /// Linux's O_PATH (open(2)), which Swift does not see. Closing any other descriptor would drop SQLite's locks.
    private static let pathOnly: Int32 = 0o10_000_000

    /// Of a database that is open.
    init(of path: String) {
        self.path = path
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        files = [path, resolved + "-wal", resolved + ".lock"].reduce(into: [:]) { $0[$1] = FileID($1) }
        descriptor = open(path, Self.pathOnly | O_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// To be asked after each commit and before its answer: three calls of the system, beside one that syncs.
    ///
    /// - Parameter db: outside of any transaction.
    /// - Throws: `StoreError.broken`, once all that there is is safe, as far as it can be made so.
    func check(_ db: Database) throws {
        guard files.contains(where: { !$0.value.isStill($0.key) }) else { return }
        let what = "its file, its log or its lock was deleted, renamed or replaced while it was in use"
        do {
            throw StoreError.broken("\(what); \(try save(db))")
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError.broken("\(what), and what it held cannot be saved: \(error)")
        }
    }

    /// Moves the log into the file, wherever that is now, so that no other database takes it for its own. A file that has no name any
    /// more is copied to where it was, or beside what is there now.
    ///
    /// - Returns: where everything is.
    private func save(_ db: Database) throws -> String {
        let checkpoint = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        guard checkpoint?[0] == 0 else { throw StoreError.busy }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Backup.lastError(path) }
        if FileID(path) == files[path] { return "all that it held is in \(path)" }
        guard status.st_nlink == 0 else { return "all that it held is in the file that was renamed" }
        let copy = "\(path).saved-\(Int(Date().timeIntervalSince1970))"
        try DatabaseFile.create(copy)
        try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
        try Backup.sync(copy)
        // Not over a file that is there.
        let isBack = link(copy, path) == 0
        if isBack { unlink(copy) }
        try Backup.sync(Backup.folder(of: path))
        return isBack ? "all that it held is in \(path) again" : "all that it held is in \(copy)"
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
