import Foundation
import Subprocess

/// A database at the operator's prompt.
package struct SQLite3: Sendable {
    package let path: String

    /// What `sqlite3` complained about.
    package struct Failure: Error {
        package var message: String
    }

    package init(path: String) {
        self.path = path
    }

    /// Runs one statement and decodes its rows, whose columns are named as the members of `Row`. A log that a death has left is
    /// still there afterwards, for the daemon to recover.
    ///
    /// - Throws: ``Failure``.
    package func rows<Row: Decodable>(_ sql: String) async throws -> [Row] {
        let run = try await Subprocess.run(
            .name("sqlite3"),
            arguments: Arguments(["-bail", "-json"] + Self.commands.flatMap { ["-cmd", $0] } + [path, sql]),
            output: .data(limit: 1 << 30), error: .string(limit: 1 << 16)
        )
        guard run.terminationStatus.isSuccess else { throw Failure(message: run.standardError) }
        // Of no rows it says nothing at all.
        let rows = run.standardOutput
        return rows.isEmpty ? [] : try JSONDecoder().decode([Row].self, from: rows)
    }

    /// `.dbconfig` says what it has done, where rows are expected.
    private static let commands = [".output /dev/null", ".dbconfig no_ckpt_on_close on", ".output", ".timeout 10000"]

    /// How many jobs are not finished.
    package var liveJobs: Int {
        get async throws { try await jobs("'queued', 'running', 'held'") }
    }

    package var runningJobs: Int {
        get async throws { try await jobs("'running'") }
    }

    private func jobs(_ states: String) async throws -> Int {
        struct Count: Decodable {
            var jobs: Int
        }
        let counts: [Count] = try await rows("SELECT sum(jobs) AS jobs FROM job_counts WHERE state IN (\(states))")
        return counts.first?.jobs ?? 0
    }
}
