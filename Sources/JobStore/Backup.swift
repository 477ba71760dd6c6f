import Foundation
import GRDB
import Jobs

/// A copy of a database, made while a daemon works on it, and checked before it has its name.
package enum Backup {
    /// What a copy holds.
    package struct Summary: Equatable, Sendable {
        package var bytes: Int
        package var jobs: Int
        /// Of these, those that are not finished.
        package var liveJobs: Int
    }

    /// So many pages are copied between two reports of the progress: 4 MB.
    private static let pagesPerStep: CInt = 1024

    /// Copies a database of ours as it is at one moment, whoever writes meanwhile, to a file that appears only when it is whole, is
    /// found without a fault, and is synced. One file is all there is: nothing of it stands in a log beside it.
    ///
    /// The daemon's log is not cut back while the copy is made.
    ///
    /// - Parameters:
    ///   - copy: no file may be there.
    ///   - progress: told from 0 to 1 how much is copied.
    package static func copy(
        _ path: String, to copy: String, progress: @escaping (Double) -> Void = { _ in }
    ) throws(OpenError) -> Summary {
        guard try DatabaseFile.inspect(path, for: R_OK) != nil else {
            throw .inaccessible(path: path, reason: access(path, F_OK) == 0 ? "it is empty" : "there is no such file")
        }
        guard access(copy, F_OK) != 0 else {
            throw .exists(path: copy, advice: "choose another name")
        }
        // Beside it, so that it can be renamed, and unlike that of another backup.
        let folder = folder(of: copy)
        let partial = partial(of: copy)
        do {
            defer { unlink(partial) }
            guard access(folder, W_OK) == 0 else { throw lastError(folder) }
            removeLeftovers(of: copy)
            try DatabaseFile.create(partial)
            try fill(partial, from: path, progress)
            let summary = try verify(partial)
            try sync(partial)
            try name(partial, copy)
            try sync(folder)
            return summary
        } catch let error as OpenError {
            throw error
        } catch {
            throw OpenError(error, path: copy)
        }
    }

    /// What is beside a copy while it is made by this process, and has to go where that ends half way.
    package static func unfinished(_ copy: String) -> [String] {
        ["", "-journal", "-wal", "-shm"].map { partial(of: copy) + $0 }
    }

    private static func partial(of copy: String) -> String {
        "\(copy).\(getpid()).partial"
    }

    /// Of backups whose process was killed: each may be as large as the database.
    private static func removeLeftovers(of copy: String) {
        let prefix = URL(fileURLWithPath: copy).lastPathComponent + "."
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: copy))) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(".partial") {
            guard let process = pid_t(name.dropFirst(prefix.count).dropLast(".partial".count)), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(folder(of: copy) + "/" + name + suffix) }
        }
    }

    private static func fill(_ partial: String, from path: String, _ progress: @escaping (Double) -> Void) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let source = try DatabaseQueue(path: path, configuration: configuration)
        let target = try DatabaseQueue(path: partial)
        try source.backup(to: target, pagesPerStep: pagesPerStep) { step in
            progress(Double(step.completedPageCount) / Double(max(1, step.totalPageCount)))
        }
        try source.close()
        // What is copied says that it has a log, which it has not.
        try target.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
        try target.close()
    }

    /// - Throws: when SQLite finds a fault in it.
    package static func verify(_ path: String) throws(OpenError) -> Summary {
        do {
            return try DatabaseQueue(path: path).read { db in
                let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(3)")
                guard faults == ["ok"] else {
                    throw OpenError.corrupt(path: path, reason: faults.joined(separator: "; "))
                }
                let counts = try SQLiteStore.counts(in: db)
                let live = counts.filter { !$0.key.isFinal }
                return Summary(
                    bytes: try PageUse(of: db).allBytes, jobs: counts.values.reduce(0, +),
                    liveJobs: live.values.reduce(0, +)
                )
            }
        } catch let error as OpenError {
            throw error
        } catch {
            throw OpenError(error, path: path)
        }
    }

    /// Under a name that nobody has taken meanwhile, where a file can have two names for a moment.
    private static func name(_ partial: String, _ copy: String) throws(OpenError) {
        if link(partial, copy) == 0 { return }
        guard errno != EEXIST else { throw .exists(path: copy, advice: "choose another name") }
        guard rename(partial, copy) == 0 else { throw lastError(copy) }
    }

    static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    static func sync(_ path: String) throws(OpenError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw lastError(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw lastError(path) }
    }

    static func lastError(_ path: String) -> OpenError {
        .inaccessible(path: path, reason: String(cString: strerror(errno)))
    }
}

extension Backup.Summary: CustomStringConvertible {
    package var description: String {
        "\(bytes.bytes), \(jobs.counted("job")), \(liveJobs.grouped) of them live; SQLite finds no fault in it"
    }
}
