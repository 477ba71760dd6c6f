import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// What docs/SQLITE.md says works, with the `sqlite3` of this machine, on the database of a running daemon.
@Suite(.timeLimit(.minutes(2)))
struct RecipeTests {
    /// The SQL below each heading.
    private static let recipes: [String: String] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../docs/SQLITE.md")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [:] }
        var recipes: [String: String] = [:]
        for section in text.components(separatedBy: "\n### ").dropFirst() {
            let parts = section.components(separatedBy: "```sql\n")
            guard parts.count == 2, let heading = section.split(separator: "\n").first else { continue }
            recipes[String(heading)] = parts[1].components(separatedBy: "```")[0]
        }
        return recipes
    }()

    private func follow(_ heading: String, job: Int64 = 7, in world: World) async throws -> String {
        let recipe = try #require(Self.recipes[heading], "no recipe '\(heading)'")
        return try await sqlite3(world.database, recipe.replacing("= 7", with: "= \(job)"))
    }

    private func world(_ body: (World, DaemonProcess) async throws -> Void) async throws {
        let names = ["fine", "broken", "late", "slow"]
        let github = LoopbackGitHub(repositories: names.enumerated().map { .small($1, id: $0 + 1) })
        let receiver = LoopbackReceiver()
        receiver.faults.add(.status(502), times: 1) { String(decoding: $0.body, as: UTF8.self).contains("broken") }
        try await World.run(github: github, receiver: receiver) { world in
            try await world.withDaemon(["RETRY_MAX_ATTEMPTS": "0"]) { daemon in try await body(world, daemon) }
        }
    }

    @Test func `every recipe is one that sqlite3 understands, and each of them is tried`() async throws {
        #expect(Self.recipes.count == 13)
        try await world { world, daemon in
            for name in ["fine", "broken"] { _ = try await daemon.post(name) }
            _ = try await daemon.logged("job discarded")
            for heading in Self.recipes.keys.sorted() { _ = try await follow(heading, in: world) }
            #expect(try await sqlite3(world.database, "PRAGMA integrity_check") == "ok")
        }
    }

    /// What came after 3.37, which brought STRICT tables: https://www.sqlite.org/changes.html.
    @Test(arguments: [
        "->", "unixepoch(", "format(", "IS DISTINCT FROM", "RIGHT JOIN", "FULL JOIN", "subsec", "timediff(",
    ])
    func `no recipe, table, view or trigger needs a newer SQLite than is promised`(word: String) async throws {
        let directory = try TemporaryDirectory()
        let database = directory.file("hookme.db")
        #expect(try await run(hookmeProgram(), ["migrate"], environment: ["DATABASE_PATH": database]).status == 0)
        let schema = try await sqlite3(database, "SELECT sql FROM sqlite_schema")
        #expect(schema.contains("CREATE VIEW") && !schema.localizedCaseInsensitiveContains(word))
        for (heading, recipe) in Self.recipes {
            #expect(!recipe.localizedCaseInsensitiveContains(word), "\(heading)")
        }
    }

    @Test func `what is looked up is found`() async throws {
        try await world { world, daemon in
            for name in ["fine", "broken"] { _ = try await daemon.post(name) }
            _ = try await daemon.logged("job discarded")
            try await world.delivered(1)
            let failed = try await follow("What has failed?", in: world)
            #expect(
                failed.contains("|octocat/broken|webhook_status|") && failed.contains("\nwebhook_status|1"), "\(failed)"
            )
            let story = try await follow("What became of job 7?", job: 2, in: world)
            #expect(story.contains("octocat/broken|discarded") && story.contains("|deliver|discarded|502|"), "\(story)")
            #expect(try await follow("Who has how many jobs?", in: world) == "octocat|2")
        }
    }

    @Test func `overdue jobs say what they wait for`() async throws {
        try await world { world, daemon in
            _ = try await daemon.send(.post, "/queue/pause")
            _ = try await daemon.post("late")
            _ = try await sqlite3(world.database, "UPDATE jobs SET run_at_ms = 1")
            let stuck = try await follow("What is stuck, and why?", in: world)
            #expect(stuck.hasPrefix("1|octocat/late|paused|enqueued|0\npaused since "), "\(stuck)")
        }
    }

    @Test func `what failed with 502 today is delivered after all`() async throws {
        try await world { world, daemon in
            _ = try await daemon.post("broken")
            _ = try await daemon.logged("job discarded")
            _ = try await follow("Retry all that failed with 502 today", in: world)
            _ = try await daemon.logged("job completed")
            #expect(try await daemon.task(1).attempts == 2)
        }
    }

    @Test func `a task by hand, a postponement, and back to now, are noticed by the daemon`() async throws {
        try await world { world, daemon in
            _ = try await sqlite3(
                world.database, "INSERT INTO jobs (username, repository, run_at_ms) VALUES ('octocat', 'late', 9e12)")
            _ = try await follow("Postpone what an account waits for, by an hour", in: world)
            #expect(try await world.count("SELECT run_at_ms FROM jobs") == 9_000_003_600_000)
            _ = try await follow("Run job 7 now", job: 1, in: world)
            _ = try await daemon.logged("job completed")
            _ = try await follow("Do a task", in: world)
            _ = try await daemon.logged("job completed")
        }
    }

    @Test func `a job is cancelled, and deleted`() async throws {
        try await world { world, daemon in
            _ = try await daemon.send(.post, "/queue/pause")
            _ = try await daemon.post("late")
            _ = try await follow("Cancel job 7, also while it runs", job: 1, in: world)
            #expect(try await daemon.task(1).state == "cancelled")
            _ = try await follow("Delete what was cancelled", in: world)
            #expect(try await daemon.get("/tasks/1").status == 404)
        }
    }
}
