import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// `hookme backup` beside a daemon that has work to do, and `hookme restore` on another machine.
@Suite(.timeLimit(.minutes(2)))
struct BackupTests {
    @Test func `a backup under load goes on elsewhere, and what it repeats has the same webhook-id`() async throws {
        let names = (0..<60).map { "r\($0)" }
        let github = LoopbackGitHub(repositories: names.enumerated().map { .small($1, id: $0 + 1) })
        try await World.run(github: github) { world in
            let backup = world.directory.file("backup.db")
            let elsewhere = world.directory.file("elsewhere.db")
            try await world.withDaemon(["WORKERS": "4"]) { daemon in
                try await withThrowingTaskGroup { group in
                    group.addTask { () async throws in
                        for name in names { #expect(try await daemon.post(name).status == 202) }
                    }
                    try await world.delivered(10)
                    let result = try await run(
                        hookmeProgram(), ["backup", backup], environment: ["DATABASE_PATH": world.database])
                    #expect(result.status == 0 && result.output.contains("SQLite finds no fault in it"), "\(result)")
                    try await group.waitForAll()
                }
                try await world.delivered(names.count)
            }
            // Nothing was lost by it, or sent twice.
            let first = try Self.webhookIDs(world.receiver.log.exchanges)
            #expect(first.count == names.count && world.receiver.log.count == names.count)

            let restored = try await run(
                hookmeProgram(), ["restore", backup], environment: ["DATABASE_PATH": elsewhere])
            #expect(restored.status == 0, "\(restored)")
            let left = try #require(
                Int(try await sqlite3(elsewhere, "SELECT count(*) FROM jobs WHERE finished_at_ms IS NULL")))
            let kept = try #require(Int(try await sqlite3(elsewhere, "SELECT count(*) FROM jobs")))
            #expect(kept >= 10)
            try await world.withDaemon(["DATABASE_PATH": elsewhere]) { daemon in
                // Those that were under way when it was made are delivered once more, as the same ones.
                try await world.delivered(names.count + left)
                #expect(try Self.webhookIDs(world.receiver.log.exchanges) == first)
                #expect(try await daemon.post("r0").status == 202)
            }
            #expect(try await sqlite3(elsewhere, "PRAGMA integrity_check") == "ok")
        }
    }

    @Test func `a backup that is ended half way leaves nothing behind`() async throws {
        let directory = try TemporaryDirectory()
        let database = directory.file("hookme.db")
        let migrated = try await run(hookmeProgram(), ["migrate"], environment: ["DATABASE_PATH": database])
        #expect(migrated.status == 0)
        // So that it takes a while.
        _ = try await sqlite3(database, "CREATE TABLE ballast (x); INSERT INTO ballast VALUES (zeroblob(200000000))")
        let script = """
            cd "$1" && mkdir copies
            "$0" backup copies/a.db & backup=$!
            until ls copies | grep -q partial; do kill -0 $backup || exit 9; done
            kill -TERM $backup; wait $backup; echo "ended with $?"; ls copies
            """
        let result = try await run(
            "/bin/sh", ["-c", script, hookmeProgram(), directory.path],
            environment: ["DATABASE_PATH": database, "PATH": "/usr/bin:/bin"])
        #expect(result.status == 0 && result.output == "ended with 143\n", "\(result)")
    }

    @Test func `what a backup left behind whose process was killed goes with the next one, and nothing else`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let (database, copy) = (directory.file("hookme.db"), directory.file("a.db"))
        let migrated = try await run(hookmeProgram(), ["migrate"], environment: ["DATABASE_PATH": database])
        #expect(migrated.status == 0)
        // The largest number of a process is 4,194,304 (Linux, proc_sys_kernel(5)).
        let dead = ["a.db.4194305.partial", "a.db.4194306.partial-journal", "a.db.4194306.partial"]
        let others = ["a.db.\(getpid()).partial", "b.db.4194305.partial", "a.db.old.partial"]
        for name in dead + others {
            #expect(FileManager.default.createFile(atPath: directory.file(name), contents: nil))
        }
        let result = try await run(hookmeProgram(), ["backup", copy], environment: ["DATABASE_PATH": database])
        #expect(result.status == 0, "\(result)")
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(left.filter { $0.contains("partial") }.sorted() == others.sorted())
    }

    /// By the repository.
    private static func webhookIDs(_ deliveries: [Exchange]) throws -> [String: String] {
        struct Payload: Decodable { var repository: String }
        var ids: [String: String] = [:]
        for delivery in deliveries {
            let repository = try JSONDecoder().decode(Payload.self, from: Data(delivery.body)).repository
            let id = try #require(delivery.webhookID)
            #expect(ids[repository] == nil || ids[repository] == id)
            ids[repository] = id
        }
        return ids
    }

    @Test func `old jobs are pruned beside a running daemon, when somebody asks for it`() async throws {
        let github = LoopbackGitHub(repositories: [.small("one", id: 1)])
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                _ = try await daemon.post("one")
                _ = try await daemon.logged("job completed")
                let environment = ["DATABASE_PATH": world.database]
                let dry = try await run(
                    hookmeProgram(), ["prune", "--completed", "0s", "--dry-run"], environment: environment)
                #expect(dry.output == "1 completed job would be pruned\n", "\(dry)")
                #expect(try await daemon.get("/tasks/1").status == 200)
                let wet = try await run(hookmeProgram(), ["prune", "--completed", "0s"], environment: environment)
                #expect(wet.output.hasPrefix("1 completed job pruned\n"), "\(wet)")
                #expect(try await daemon.get("/tasks/1").status == 404)
                let wrong = try await run(hookmeProgram(), ["prune", "--completed", "7"], environment: environment)
                #expect(
                    wrong.status == 64 && wrong.errors.contains("'7' is no age, such as 90s, 30m, 12h or 7d"),
                    "\(wrong)")
            }
        }
    }
}
