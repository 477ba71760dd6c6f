import JobStore
import Jobs
import TestSupport
import Testing

/// The database as an operator sees it at the `sqlite3` prompt.
struct ViewTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
        store = try SQLiteStore(path: path)
    }

    /// Moments that lie so far ahead that no test gets there.
    private func close(_ gate: String, for seconds: Int64, _ reason: GateState.Reason = .primary) async throws {
        let until = Timestamp.now() + .seconds(seconds)
        try await store.setGate(gate, to: GateState(closedUntil: until, reason: reason, streak: 0))
    }

    /// How many seconds a text that ends in "123 s" tells.
    private func seconds(in text: String) -> Int? {
        text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    @Test func `a job by hand needs two columns, and is due`() async throws {
        _ = try await sqlite3(path, "INSERT INTO jobs (username, repository) VALUES ('octocat', 'Hello-World')")
        #expect(try await sqlite3(path, "SELECT * FROM v_jobs") == "1|octocat/Hello-World|queued|due|enqueued|0|0|")
        let claim = try #require(try await store.claim(limit: 1, at: .now()).first)
        #expect(claim.job.stage == .collect && claim.job.collectingSince == claim.claimedAt)
        #expect(try await sqlite3(path, "SELECT next FROM v_jobs") == "collecting")
    }

    @Test func `a due job that has to collect says how long it waits for the budget`() async throws {
        let delivers = try await store.addAndClaim("delivers", at: .now())
        try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: delivers)
        let now = Timestamp.now()
        try await store.record(.release, report: .fixture(at: now), of: delivers, at: now)
        try await store.add("collects", dueAt: now)
        try await store.add("waits", dueAt: now + .seconds(5000))

        let next = "SELECT next FROM v_jobs ORDER BY id"
        try await close("anonymous graphql", for: 9000)
        try await store.setGate("app:1", to: GateState(closedUntil: now, reason: .primary, streak: 0))
        #expect(try await sqlite3(path, next).split(separator: "\n").prefix(2) == ["due", "due"])

        try await close("anonymous", for: 3000)
        let words = try await sqlite3(path, next).split(separator: "\n").map(String.init)
        #expect(words[0] == "due" && words[1].hasPrefix("budget ") && words[2].hasPrefix("in "))
        let wait = try #require(seconds(in: words[1]))
        #expect((2900...3000).contains(wait))
    }

    @Test func `the gates say which of them are closed, for how long and why`() async throws {
        try await close("token:abc", for: 3000, .secondary)
        try await store.setGate("anonymous", to: .open)
        try await store.setGate("app:1", to: GateState(closedUntil: start, reason: .primary, streak: 0))
        _ = try await sqlite3(path, "UPDATE gates SET closed_until_ms = 1 WHERE name = 'app:1'")
        let lines = try await sqlite3(path, "SELECT name, state, reason FROM v_gates")
        #expect(lines == "anonymous|open|\napp:1|open|primary\ntoken:abc|closed|secondary")
        let wait = try await sqlite3(path, "SELECT seconds_left FROM v_gates WHERE state = 'closed'")
        #expect((2900...3000).contains(try #require(Int(wait))))
        #expect(try await sqlite3(path, "SELECT count(seconds_left) FROM v_gates") == "1")
    }

    @Test func `jobs fit a screen of 118 columns`() async throws {
        try await close("anonymous", for: 3600)
        _ = try await sqlite3(
            path,
            """
            INSERT INTO jobs (username, repository, run_reason, error_class, last_error)
            VALUES ('octocat', 'Hello-World', 'rate_limit', 'x', printf('%099d', 1));
            INSERT INTO jobs (username, repository, state, finished_at_ms) VALUES ('octocat', 'x', 'discarded', 1)
            """
        )
        let box = try await sqlite3(path, "SELECT * FROM v_jobs", options: ["-box"])
        #expect(box.contains("budget 3"))
        #expect(box.split(separator: "\n").allSatisfy { $0.count <= 118 }, "\(box)")
    }

    @Test func `the schema explains every column`() async throws {
        let schema = try await sqlite3(path, ".schema")
        for word in ["collecting_since_ms", "confirmed_at_ms", "read_at_ms", "streak", "v_gates"] {
            #expect(schema.contains(word))
        }
        let views = try await sqlite3(path, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")
        for view in views.split(separator: "\n") { _ = try await sqlite3(path, "SELECT * FROM \(view)") }
        #expect(views == "v_attempts\nv_destinations\nv_failed\nv_gates\nv_jobs\nv_stats")
    }
}
