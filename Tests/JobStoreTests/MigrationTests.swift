import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// A database of version 1, opened by this one.
struct MigrationTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    private static let jobs = """
        INSERT INTO jobs (username, repository, webhook_id, run_at_ms, created_at_ms)
        VALUES ('octocat', 'queued', 'msg_1', 5, 1);
        INSERT INTO jobs (username, repository, state, attempts, claim_token, claimed_at_ms)
        VALUES ('octocat', 'running', 'running', 2, 'x', 7);
        INSERT INTO jobs (username, repository, state, attempts, finished_at_ms, error_class, last_error)
        VALUES ('octocat', 'discarded', 'discarded', 4, 9, 'poison', 'why');
        INSERT INTO jobs (username, repository, state, stage, attempts, finished_at_ms)
        VALUES ('octocat', 'completed', 'completed', 'deliver', 1, 9);
        INSERT INTO jobs (username, repository, state, stage, attempts, destination)
        VALUES ('octocat', 'held', 'held', 'deliver', 1, 'https://example.com');
        INSERT INTO payloads (job_id, body, collected_at_ms) VALUES (4, '{"a":1}', 3), (5, '{}', 4);
        INSERT INTO attempts (job_id, attempt, result, stage, started_at_ms) VALUES (4, 1, 'completed', 'deliver', 2);
        INSERT INTO gates (name, closed_until_ms) VALUES ('token', 5)
        """

    /// All that version 1 could keep, but for GitHub's limits.
    private static let dump = """
        SELECT id, webhook_id, username, repository, destination, state, stage, run_at_ms, run_reason, attempts,
               failures, deferrals, crashes, claim_token, claimed_at_ms, error_class, last_error, created_at_ms,
               finished_at_ms, run_at, claimed_at, created_at, finished_at FROM jobs ORDER BY id;
        SELECT job_id, attempt, result, stage, started_at_ms, duration_ms, http_status, requests, error_class, error
        FROM attempts;
        SELECT * FROM payloads; SELECT * FROM meta; SELECT * FROM job_counts;
        SELECT * FROM v_failed; SELECT * FROM v_attempts; SELECT * FROM sqlite_sequence
        """

    @Test func `a database of version 1 keeps everything`() async throws {
        _ = try await run("sqlite3", ["-bail", path], input: Migrations.steps[0].sql)
        _ = try await sqlite3(path, "PRAGMA journal_mode = WAL; " + Self.jobs)
        let before = try await sqlite3(path, Self.dump)

        let store = try SQLiteStore(path: path)
        #expect(try await sqlite3(path, Self.dump) == before)
        #expect(try await sqlite3(path, "PRAGMA user_version; PRAGMA integrity_check") == "\(Migrations.version)\nok")
        for number in 1...5 as ClosedRange<Int64> {
            #expect(try await store.job(JobID(number))?.collectingSince == nil)
        }
        #expect(try await store.gate("token") == nil)

        #expect(try await store.recover(at: start).queued == [JobID(2)])
        let claims = try await store.claim(limit: 9, at: start)
        // The fifth was held by hand, and no destination is held that it would have to wait for.
        #expect(claims.map(\.job.id) == [JobID(1), JobID(5), JobID(2)])
        #expect(claims.allSatisfy { $0.job.collectingSince == ($0.job.stage == .collect ? start : nil) })
    }

    @Test func `the sqlite3 prompt takes a database of version 1 to the same schema`() async throws {
        for step in Migrations.steps.prefix(1) { _ = try await run("sqlite3", ["-bail", path], input: step.sql) }
        _ = try await sqlite3(path, Self.jobs)
        for step in Migrations.steps.dropFirst() {
            let result = try await run("sqlite3", ["-bail", path], input: step.sql)
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(try await sqlite3(path, "PRAGMA user_version; SELECT count(*) FROM jobs") == "\(Migrations.version)\n5")
    }
}
