import Foundation

/// A hookme database, as an operator's `sqlite3` sees it.
struct Database: Sendable {
    let path: String

    /// Makes one with the current schema.
    static func create(at path: String, hookme: String) async throws -> Database {
        _ = try await Program(hookme, ["migrate"], environment: ["DATABASE_PATH": path]).output(within: .seconds(60))
        return Database(path: path)
    }

    /// Runs SQL and returns what it answers.
    @discardableResult
    func query(_ sql: String, within limit: Duration = .seconds(60)) async throws -> String {
        let program = Program("sqlite3", ["-bail", "-batch", "-cmd", ".timeout 10000", path, sql])
        return try await program.output(within: limit).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs SQL that answers one number.
    func number(_ sql: String) async throws -> Int {
        let answer = try await query(sql)
        guard let number = Int(answer) else { throw BenchError("not a number: '\(answer)' from \(sql)") }
        return number
    }

    /// A copy in another file. Nobody may have this one open.
    func copy(to other: String) throws -> Database {
        try FileManager.default.copyItem(atPath: path, toPath: other)
        return Database(path: other)
    }

    func remove() {
        for suffix in ["", "-wal", "-shm", ".lock"] {
            // What is not there needs no removing.
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
