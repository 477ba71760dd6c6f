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

    /// Runs one statement and decodes its rows, whose columns are named as the members of `Row`.
    ///
    /// - Throws: ``Failure``.
    package func rows<Row: Decodable>(_ sql: String) async throws -> [Row] {
        let run = try await Subprocess.run(
            .name("sqlite3"), arguments: ["-bail", "-json", "-cmd", ".timeout 10000", path, sql],
            output: .data(limit: 1 << 30), error: .string(limit: 1 << 16)
        )
        guard run.terminationStatus.isSuccess else { throw Failure(message: run.standardError) }
        // Of no rows it says nothing at all.
        let rows = run.standardOutput
        return rows.isEmpty ? [] : try JSONDecoder().decode([Row].self, from: rows)
    }

    /// How many jobs are not finished.
    package var liveJobs: Int {
        get async throws {
            struct Count: Decodable {
                var jobs: Int
            }
            let sql = "SELECT sum(jobs) AS jobs FROM job_counts WHERE state IN ('queued', 'running', 'held')"
            let counts: [Count] = try await rows(sql)
            return counts.first?.jobs ?? 0
        }
    }
}
