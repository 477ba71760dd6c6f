import Foundation
import GRDB

/// A database of ours as somebody finds it who changes nothing.
package struct Checkup: Equatable, Sendable {
    /// Of its schema.
    package var version: Int
    package var journal: String
    /// What SQLite finds wrong with it; empty when it is whole.
    package var faults: [String]
    package var jobs: Int
    package var bytes: Int
    /// Of the log beside it.
    package var logBytes: Int
    /// What the owner, the group and others may do with it.
    package var mode: UInt32

    /// Nil where there is none yet.
    ///
    /// - Throws: when it cannot be read, or is not ours.
    package init?(of path: String) throws(OpenError) {
        guard let version = try DatabaseFile.inspect(path, for: R_OK) else { return nil }
        self.version = version
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            (journal, faults, jobs, bytes) = try DatabaseQueue(path: path, configuration: configuration).read { db in
                (
                    try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "", try Self.faults(in: db),
                    try SQLiteStore.counts(in: db).values.reduce(0, +), try PageUse(of: db).allBytes
                )
            }
        } catch {
            throw OpenError(error, path: path)
        }
        logBytes = Self.status(path + "-wal").map { Int($0.st_size) } ?? 0
        mode = (Self.status(path)?.st_mode ?? 0) & 0o777
    }

    /// Whether a daemon has the database now. Nil where that cannot be told.
    package static func isInUse(_ path: String) -> Bool? {
        InstanceLock.isHeld(database: path)
    }

    /// Every page and every constraint, but not whether the indexes agree with their tables, which takes far longer.
    private static func faults(in db: Database) throws -> [String] {
        let lines = try String.fetchAll(db, sql: "PRAGMA quick_check(3)")
        return lines == ["ok"] ? [] : lines
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
