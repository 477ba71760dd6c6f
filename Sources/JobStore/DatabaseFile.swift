import Foundation
import GRDB

/// A look at a database file before anything may change it.
enum DatabaseFile {
    /// Throws unless the file is absent, empty, or a database of ours that this version can read.
    ///
    /// - Parameter mode: what must be allowed with it.
    /// - Returns: the version of its schema; nil where it has none yet.
    @discardableResult
    static func inspect(_ path: String, for mode: Int32 = R_OK | W_OK) throws(OpenError) -> Int? {
        guard let size = try sizeOfFile(path, for: mode), size > 0 else { return nil }
        var configuration = Configuration()
        // What a dead program was writing is undone first.
        configuration.readonly = access(path + "-journal", F_OK) != 0
        do {
            return try DatabaseQueue(path: path, configuration: configuration).read { db in
                try check(db, path: path)
            }
        } catch let error as OpenError {
            throw error
        } catch {
            throw OpenError(error, path: path)
        }
    }

    /// Makes the file, empty, for its owner and group only: it holds payloads and destinations. SQLite gives the same mode to the
    /// files beside it. One that is there stays as it is.
    static func create(_ path: String) throws(OpenError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .inaccessible(path: path, reason: String(cString: strerror(errno))) }
        close(descriptor)
    }

    /// Of a database and its write-ahead log.
    static func bytes(of path: String) -> Int64 {
        (size(path) ?? 0) + (size(path + "-wal") ?? 0)
    }

    /// Nil where there is no such file.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Whether no further file can be made beside it, though there may be room.
    static func isLackingFiles(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(Backup.folder(of: path), &status) == 0 && status.f_files > 0 && status.f_favail == 0
    }

    private static func check(_ db: Database, path: String) throws -> Int? {
        let applicationID = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if objects == 0 && applicationID == 0 && version == 0 { return nil }
        guard applicationID == Migrations.applicationID else {
            throw OpenError.foreign(path: path, reason: "it is a SQLite database of another program")
        }
        guard version <= Migrations.version else {
            throw OpenError.newer(path: path, version: version, known: Migrations.version)
        }
        return version
    }

    /// Nil when there is no such file.
    private static func sizeOfFile(_ path: String, for mode: Int32) throws(OpenError) -> Int64? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else {
                throw .inaccessible(path: path, reason: String(cString: strerror(errno)))
            }
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .inaccessible(path: path, reason: "it is not a regular file")
        }
        guard status.st_nlink == 1 else {
            throw .inaccessible(path: path, reason: "it has a second name (a hard link)")
        }
        guard access(path, mode) == 0 else {
            throw .inaccessible(path: path, reason: String(cString: strerror(errno)))
        }
        return Int64(status.st_size)
    }
}

extension OpenError {
    /// What SQLite's result code means for somebody who wants to open the file (sqlite.org/rescode.html).
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: "\(error)")
            return
        }
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .foreign(path: path, reason: "it is not a SQLite database")
        case .SQLITE_CORRUPT: self = .corrupt(path: path, reason: reason)
        case .SQLITE_CANTOPEN where DatabaseFile.isLackingFiles(path):
            self = .inaccessible(
                path: path, reason: "its disk takes no more files (df -i), and it needs some beside it")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR:
            self = .inaccessible(path: path, reason: reason)
        case .SQLITE_BUSY: self = .busy(path: path)
        case .SQLITE_FULL: self = .inaccessible(path: path, reason: "the disk is full")
        default: self = .failed(path: path, reason: reason)
        }
    }
}
