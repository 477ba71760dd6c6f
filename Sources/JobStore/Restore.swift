import Foundation
import GRDB

extension Backup {
    /// What SQLite may leave beside a database, and takes for its own when it finds it there.
    private static let companions = ["-wal", "-shm", "-journal"]

    /// Puts a backup in the place of a daemon's database, which must not run.
    ///
    /// Nothing is lost by it, and at no moment is there no database: one that is there gets another name, and then the backup takes its
    /// place. Jobs that ran when the backup was made are recovered by the next start, as after a crash; those that were delivered
    /// since are delivered again, under the same `webhook-id`.
    ///
    /// - Parameter replaces: whether a database may be there.
    /// - Returns: what is restored, and the new name of the database that was there.
    package static func restore(
        _ backup: String, to link: String, replaces: Bool, progress: @escaping (Double) -> Void = { _ in }
    ) throws(OpenError) -> (summary: Summary, replaced: String?) {
        let path = try place(of: link)
        let lock = try InstanceLock(database: path)
        defer { withExtendedLifetime(lock) {} }
        let isThere = isTaken(path)
        guard replaces || !isThere else { throw .exists(path: path, advice: "--replace renames it") }
        removeLeftovers(of: path)
        let restored = "\(path).restored"
        let summary = try copy(backup, to: restored, progress: progress)
        do throws(OpenError) {
            try own(restored, as: path)
            let replaced = isThere ? try setAside(path) : nil
            guard rename(restored, path) == 0 else { throw lastError(path) }
            try sync(folder(of: path))
            return (summary, replaced)
        } catch {
            unlink(restored)
            throw error
        }
    }

    /// Where the database lies that a path names, perhaps by a link.
    private static func place(of link: String) throws(OpenError) -> String {
        var status = stat()
        if lstat(link, &status) == 0, access(link, F_OK) != 0 {
            throw .inaccessible(path: link, reason: "it is a link to what is not there")
        }
        return URL(fileURLWithPath: link).resolvingSymlinksInPath().path
    }

    private static func isTaken(_ name: String) -> Bool {
        ([""] + companions).contains { access(name + $0, F_OK) == 0 }
    }

    /// Of restores that were killed.
    private static func removeLeftovers(of path: String) {
        let prefix = URL(fileURLWithPath: path).lastPathComponent + ".restored"
        // Where the folder cannot be read, none is seen, and the copy says more.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: path))) ?? []
        for name in names where name.hasPrefix(prefix) { unlink(folder(of: path) + "/" + name) }
    }

    /// Gives a database another name, and moves away what lies beside it. The place itself stays taken until the backup takes it.
    private static func setAside(_ path: String) throws(OpenError) -> String {
        try finishLog(of: path)
        var name = "\(path).replaced-\(Int(Date().timeIntervalSince1970))"
        while isTaken(name) { name += "+" }
        for suffix in companions where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, name + suffix) == 0 else { throw lastError(path + suffix) }
        }
        // Where a file can have one name only, there is a moment without it.
        guard access(path, F_OK) != 0 || link(path, name) == 0 || rename(path, name) == 0 else { throw lastError(path) }
        return name
    }

    /// Moves the log into the database, if that can be read, and finds out that nobody else has it open.
    private static func finishLog(of path: String) throws(OpenError) {
        do {
            // To close what is no database would delete its log.
            guard try DatabaseFile.inspect(path) != nil else { return }
            let database = try DatabaseQueue(path: path)
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT")
            }
            try database.close()
        } catch OpenError.busy {
            throw .busy(path: path)
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            throw .busy(path: path)
        } catch {
            // It is damaged, or not a database: a reason to restore a backup. It stays as it is, under its new name.
        }
    }

    /// As whoever had the database before, or has its folder: as root restores it, the daemon's user must be able to write it.
    private static func own(_ restored: String, as path: String) throws(OpenError) {
        var status = stat()
        let isThere = stat(path, &status) == 0
        guard isThere || stat(folder(of: path), &status) == 0 else { throw lastError(path) }
        guard geteuid() != 0 || chown(restored, status.st_uid, status.st_gid) == 0,
            !isThere || chmod(restored, status.st_mode & 0o777) == 0
        else { throw lastError(restored) }
    }
}
