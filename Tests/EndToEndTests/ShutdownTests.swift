import Loopback
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ShutdownTests {
    @Test func `a delivery that is under way at SIGTERM is finished and recorded`() async throws {
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github) { world in
            world.receiver.faults.add(.altered { _ in }.delayed(by: .seconds(1)))
            let status = try await world.withDaemon { daemon in
                _ = try await daemon.post("Hello-World")
                try await world.receiver.log.first()
            }
            #expect(status == 0)
            #expect(world.receiver.log.count == 1)
            #expect(try await sqlite3(world.database, "SELECT state, attempts FROM jobs") == "completed|1")
        }
    }

    @Test func `a job that takes longer than the grace is put back and done by the next daemon`() async throws {
        let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])
        try await World.run(github: github) { world in
            github.faults.add(.altered { _ in }.delayed(by: .seconds(60)), times: 1)
            let status = try await world.withDaemon(["SHUTDOWN_GRACE": "100"]) { daemon in
                _ = try await daemon.post("Hello-World")
                try await github.log.first()
            }
            #expect(status == 0)
            let job = "SELECT state, run_reason, attempts, failures, crashes FROM jobs"
            #expect(try await sqlite3(world.database, job) == "queued|shutdown|1|0|0")
            #expect(try await sqlite3(world.database, "SELECT result FROM attempts") == "released")

            try await world.withDaemon { daemon in _ = try await daemon.logged("job completed") }
            #expect(try await sqlite3(world.database, job) == "completed|shutdown|2|0|0")
        }
    }
}
