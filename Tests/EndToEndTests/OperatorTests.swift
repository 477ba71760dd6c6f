import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// An operator's commands beside a running daemon.
@Suite(.timeLimit(.minutes(2)))
struct OperatorTests {
    private func hookme(
        _ arguments: [String], on world: World, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await run(hookmeProgram(), arguments, environment: ["DATABASE_PATH": world.database])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)", sourceLocation: sourceLocation)
        return result.output
    }

    /// Returns once so many jobs are in a state.
    private func wait(for count: Int, _ state: String, in world: World) async throws {
        let sql = "SELECT jobs FROM job_counts WHERE state = '\(state)'"
        while try await world.count(sql) != count { try await Task.sleep(for: .milliseconds(50)) }
    }

    @Test func `a destination is held and released while the daemon runs, and its jobs wait in between`() async throws {
        let names = ["one", "two"]
        let github = LoopbackGitHub(repositories: names.enumerated().map { .small($1, id: $0 + 1) })
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                #expect(try await hookme(["destinations"], on: world) == "no destination has failed or been held\n")
                #expect(try await hookme(["destinations", "hold"], on: world) == "destination default held\n")
                #expect(
                    try await hookme(["destinations", "hold", "default"], on: world)
                        == "destination default was held by hand already\n"
                )
                for name in names { #expect(try await daemon.post(name).status == 202) }
                try await wait(for: 2, "held", in: world)
                #expect(try await daemon.task(1).state == "held")

                let table = try await hookme(["destinations", "list"], on: world)
                #expect(table.hasPrefix("DESTINATION  STATE  REASON  HELD JOBS  HELD SINCE"))
                #expect(table.contains("\ndefault      held   manual  2          "))
                let json = try await hookme(["destinations", "list", "--json"], on: world)
                #expect(json.contains(#""held_jobs": 2"#) && json.contains(#""reason": "manual""#))
                let ready = try await daemon.get("/readyz?verbose")
                #expect(ready.status == 200 && ready.header("content-type") == "text/plain; charset=utf-8")
                #expect(
                    String(decoding: ready.body, as: UTF8.self) == """
                        [+]store ok
                        [+]github ok
                        [!]destination default held: manual, 2 jobs, probe never

                        """
                )
                #expect(world.receiver.log.count == 0)

                #expect(
                    try await hookme(["destinations", "release"], on: world)
                        == "destination default released: 2 held jobs go on\n"
                )
                try await world.delivered(2)
                #expect(
                    try await hookme(["destinations", "release"], on: world) == "destination default was not held\n"
                )
            }
        }
    }

    @Test func `a redelivery sends the same bytes under the same id, asked for by HTTP or at the prompt`() async throws
    {
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
                let asked = github.log.count
                let answer = try await daemon.send(.post, "/tasks/1/redeliver")
                #expect(answer.status == 202 && answer.header("location") == "/tasks/1")
                _ = try await daemon.logged("job completed")
                #expect(
                    try await hookme(["jobs", "redeliver", "1"], on: world)
                        == "job 1 is queued to be delivered again\n"
                )
                _ = try await daemon.logged("job completed")
                #expect(github.log.count == asked)
                let deliveries = world.receiver.log.exchanges
                #expect(deliveries.count == 3 && Set(deliveries.map(\.body)).count == 1)
                #expect(deliveries.allSatisfy { $0.webhookID != nil && $0.webhookID == deliveries[0].webhookID })
                #expect(try await daemon.task(1).attempts == 3)
            }
        }
    }

    @Test(arguments: ["0", "1000"])
    func `a payload that is kept no longer cannot be redelivered`(retention: String) async throws {
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github) { world in
            try await world.withDaemon(["PAYLOAD_RETENTION": retention]) { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
                if retention != "0" { _ = try await daemon.logged("payloads pruned") }
                #expect(try await world.count("SELECT count(*) FROM payloads") == 0)
                #expect(try await daemon.send(.post, "/tasks/1/redeliver").status == 410)
                let result = try await run(
                    hookmeProgram(), ["jobs", "redeliver", "1", "2"], environment: ["DATABASE_PATH": world.database]
                )
                #expect(result.status == 1 && result.output.isEmpty)
                #expect(
                    result.errors == """
                        hookme: job 1: there is no payload to deliver: none was ever collected, or it is kept no longer
                        hookme: job 2: there is no such job

                        """
                )
            }
            #expect(world.receiver.log.count == 1)
        }
    }

    @Test func `a database that is not there, or has another schema, is refused`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("hookme.db")
        func refusal() async throws -> ProgramResult {
            try await run(hookmeProgram(), ["destinations", "hold"], environment: ["DATABASE_PATH": path])
        }
        let absent = try await refusal()
        #expect(absent.status == 73 && absent.errors.contains("there is none yet"), "\(absent)")
        #expect(!FileManager.default.fileExists(atPath: path))

        let migrated = try await run(hookmeProgram(), ["migrate"], environment: ["DATABASE_PATH": path])
        #expect(migrated.status == 0)
        for (version, words) in [(1, "older"), (99, "newer")] {
            _ = try await sqlite3(path, "PRAGMA user_version = \(version)")
            let result = try await refusal()
            #expect(result.status == 65 && result.errors.contains(words), "\(result)")
            #expect(try await sqlite3(path, "SELECT count(*) FROM destinations") == "0")
        }
    }

    @Test(arguments: [["destinations", "hold", "nonsense"], ["jobs", "redeliver"], ["jobs", "redeliver", "x"]])
    func `wrong usage is told`(arguments: [String]) async throws {
        #expect(try await run(hookmeProgram(), arguments, environment: [:]).status == 64)
    }
}
