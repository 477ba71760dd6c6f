import Foundation
import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

struct SchemaTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../migrations").standardized

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    @Test func `the embedded steps are the files of the folder, in their order`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(Migrations.steps.map(\.name) == files)
        for step in Migrations.steps {
            #expect(step.sql == (try String(contentsOf: folder.appendingPathComponent(step.name), encoding: .utf8)))
        }
    }

    @Test func `the sqlite3 prompt makes the same schema from the files`() async throws {
        for step in Migrations.steps {
            let result = try await run("sqlite3", ["-bail", path], input: step.sql)
            #expect(result.status == 0, "\(result.errors)")
        }
        let other = directory.file("ours.db")
        try SQLiteStore(path: other).close()
        let dump = """
            SELECT type, name, sql FROM sqlite_schema ORDER BY name;
            PRAGMA user_version; PRAGMA application_id; PRAGMA auto_vacuum
            """
        #expect(try await sqlite3(path, dump) == (try await sqlite3(other, dump)))
        _ = try SQLiteStore(path: path)
    }

    @Test func `steps that fail change nothing`() throws {
        let queue = try DatabaseQueue(path: path)
        let steps = Migrations.steps + [Migrations.Step(name: "9999_bad.sql", sql: "CREATE TABLE a (b); nonsense")]
        try queue.writeWithoutTransaction { db in
            #expect(throws: DatabaseError.self) { try Migrations.run(steps, on: db) }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0)
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 0)
            try Migrations.run(on: db)
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == Migrations.version)
        }
    }

    @Test func `an older database gets the steps it lacks and keeps its jobs`() throws {
        let queue = try DatabaseQueue(path: path)
        let version = Migrations.version + 1
        let next = Migrations.Step(
            name: "9999_next.sql", sql: "ALTER TABLE jobs ADD COLUMN note TEXT; PRAGMA user_version = \(version)"
        )
        try queue.writeWithoutTransaction { db in
            try Migrations.run(on: db)
            try db.execute(sql: "INSERT INTO jobs (username, repository) VALUES ('octocat', 'Hello-World')")
            try Migrations.run(Migrations.steps + [next], on: db)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM jobs WHERE note IS NULL") == 1)
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == version)
        }
    }

    @Test(arguments: [
        "octocat", "A-1", "old-", "dependabot[bot]", "-a", "a--b", "a_b", "a/b", "a b", "[bot]", "a[bot]b",
        "a[bot][bot]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "",
    ])
    func `the database accepts a login exactly when the vocabulary does`(username: String) async throws {
        let store = try SQLiteStore(path: path)
        let isOurs = (try? RepositoryName(username: username, repository: "r")) != nil
        let isTheirs = await Result {
            try await store.writer.write { db in
                try db.execute(sql: "INSERT INTO jobs (username, repository) VALUES (?, 'r')", arguments: [username])
            }
        }.isSuccess
        #expect(isOurs == isTheirs)
    }

    @Test(arguments: [
        "UPDATE jobs SET state = 'running'", "UPDATE jobs SET state = 'completed'", "UPDATE jobs SET state = 'done'",
        "UPDATE jobs SET state = 'running', claim_token = 'x', claimed_at_ms = 1",
        "UPDATE jobs SET failures = 9223372036854775807", "UPDATE jobs SET run_at_ms = 1000 * 253402300799999",
        "INSERT INTO jobs (username, repository) VALUES ('a' || char(0), 'b')", "UPDATE jobs SET finished_at_ms = 1",
        "UPDATE jobs SET claim_token = 'x'", "UPDATE jobs SET run_reason = 'why'",
        "UPDATE jobs SET attempts = 1; UPDATE jobs SET attempts = 0", "UPDATE jobs SET run_at_ms = 'tomorrow'",
        "INSERT INTO payloads (job_id, body, collected_at_ms) VALUES (1, '{', 0)",
        "INSERT INTO jobs (username, repository) VALUES ('OctoCat', 'hello-world')",
        "UPDATE jobs SET collecting_since_ms = 1", "UPDATE jobs SET attempts = 1, collecting_since_ms = -1",
        "INSERT INTO gates (name, reason) VALUES ('anonymous', 'why')",
        "INSERT INTO gates (name, streak) VALUES ('anonymous', -1)",
        "INSERT INTO users (api, login, read_at_ms) VALUES ('a', 'Octocat', 0)",
        "UPDATE jobs SET priority = 4", "UPDATE jobs SET priority = -1", "UPDATE jobs SET max_retries = -1",
        "UPDATE jobs SET max_retries = 1001", "UPDATE jobs SET traceparent = 'x'",
        """
        INSERT INTO idempotency_keys (client, key, fingerprint, status, answer, created_at_ms) VALUES ('', '', 'f', 202, '{}', 0)
        """,
        """
        INSERT INTO idempotency_keys (client, key, fingerprint, status, answer, created_at_ms) VALUES ('', 'k', 'f', 0, '{}', 0)
        """,
    ])
    func `an edit that breaks an invariant is refused`(edit: String) async throws {
        let store = try SQLiteStore(path: path)
        _ = try await sqlite3(path, "INSERT INTO jobs (username, repository) VALUES ('octocat', 'Hello-World')")
        await #expect(throws: SQLite3Failure.self) { _ = try await sqlite3(path, edit) }
        withExtendedLifetime(store) {}
    }

    @Test func `the words of the schema are the words of the code`() throws {
        let sql = Migrations.steps.map(\.sql).joined()
        let words =
            JobState.allCases.map(\.rawValue) + Stage.allCases.map(\.rawValue)
            + RunReason.allCases.map(\.rawValue) + AttemptResult.allCases.map(\.rawValue)
            + GateState.Reason.allCases.map(\.rawValue)
        for word in words { #expect(sql.contains("'\(word)'"), "\(word)") }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }

    fileprivate var isSuccess: Bool {
        guard case .success = self else { return false }
        return true
    }
}
