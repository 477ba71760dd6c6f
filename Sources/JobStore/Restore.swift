import Foundation
import GRDB

extension Backup {
    /// Puts a backup in the place of a daemon's database, which must not run.
    ///
    /// Nothing is lost by it: a database that is there is renamed. Jobs that ran when the backup was made are recovered by the next
    /// start, as after a crash; those that were delivered since are delivered again, under the same `webhook-id`.
    ///
    /// - Parameter replaces: whether a database may be there.
    /// - Returns: what is restored, and the new name of the database that was there.
    package static func restore(
        _ backup: String, to link: String, replaces: Bool, progress: @escaping (Double) -> Void = { _ in }
    ) throws(OpenError) -> (summary: Summary, replaced: String?) {
        let path = URL(fileURLWithPath: link).resolvingSymlinksInPath().path
        let isThere = access(path, F_OK) == 0
        guard replaces || !isThere else {
            throw .exists(path: path, advice: "--replace renames it")
        }
        let lock = try InstanceLock(database: path)
        defer { withExtendedLifetime(lock) {} }
        let restored = "\(path).restored"
        // Of a restore that was cut off.
        unlink(restored)
        let summary = try copy(backup, to: restored, progress: progress)
        do throws(OpenError) {
            try own(restored, as: isThere ? path : URL(fileURLWithPath: path).deletingLastPathComponent().path)
            let replaced = isThere ? try setAside(path) : nil
            guard rename(restored, path) == 0 else { throw lastError(path) }
            try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
            return (summary, replaced)
        } catch {
            unlink(restored)
            throw error
        }
    }

    /// Renames a database with its log. The log goes first: a database that finds another's log beside it would take it for its own.
    private static func setAside(_ path: String) throws(OpenError) -> String {
        try finishLog(of: path)
        let name = "\(path).replaced-\(Int(Date().timeIntervalSince1970))"
        for suffix in ["-wal", "-shm", ""] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, name + suffix) == 0 else { throw lastError(path + suffix) }
        }
        return name
    }

    /// Moves the log into the database, if that can be read, and finds out that nobody else has it open.
    private static func finishLog(of path: String) throws(OpenError) {
        do {
            // To close what is no database would delete its log.
            try DatabaseFile.inspect(path)
            let database = try DatabaseQueue(path: path)
            try database.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
            try database.close()
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            throw .inaccessible(path: path, reason: "another program has it open")
        } catch {
            // It is damaged, or not a database: a reason to restore a backup. It stays as it is, under its new name.
        }
    }

    /// As root restores it, the daemon's user must be able to write it.
    private static func own(_ path: String, as model: String) throws(OpenError) {
        var status = stat()
        guard stat(model, &status) == 0 else { throw lastError(model) }
        guard geteuid() != 0 || chown(path, status.st_uid, status.st_gid) == 0 else { throw lastError(path) }
    }
}
