import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// Jobs and the queue in an operator's hands, while the daemon runs.
@Suite(.timeLimit(.minutes(2)))
struct OperateTests {
    private func hookme(_ arguments: String..., on world: World) async throws -> String {
        let result = try await run(hookmeProgram(), arguments, environment: ["DATABASE_PATH": world.database])
        return result.output + result.errors
    }

    private func wait(for count: Int, _ state: String, in world: World) async throws {
        let sql = "SELECT jobs FROM job_counts WHERE state = '\(state)'"
        while try await world.count(sql) != count { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test(arguments: ["HTTP", "a command", "sqlite3"])
    func `a job whose receiver hangs is cancelled at once`(how: String) async throws {
        let github = LoopbackGitHub(repositories: [.small("one", id: 1), .small("two", id: 2)])
        try await World.run(github: github) { world in
            let latch = Latch()
            world.receiver.faults.add(.held(until: latch.wait), times: 1)
            try await world.withDaemon(["WORKERS": "1"]) { daemon in
                _ = try await daemon.post("one")
                try await world.receiver.log.first()
                switch how {
                case "HTTP": #expect(try await daemon.send(.post, "/tasks/1/cancel").status == 200)
                case "sqlite3":
                    _ = try await sqlite3(
                        world.database,
                        """
                        UPDATE jobs SET state = 'cancelled', finished_at_ms = strftime('%s', 'now') * 1000,
                                        claim_token = NULL, claimed_at_ms = NULL
                        WHERE id = 1
                        """)
                default: #expect(try await hookme("jobs", "cancel", "1", on: world) == "job 1 is cancelled\n")
                }
                let line = try await daemon.logged("job taken away while it ran")
                #expect(line["job"] == "1")
                // The only worker is free again.
                _ = try await daemon.post("two")
                try await world.delivered(1)
                #expect(try await daemon.task(1).state == "cancelled")
                #expect(
                    try await sqlite3(world.database, "SELECT result FROM attempts WHERE job_id = 1") == "cancelled")
                #expect(try await hookme("jobs", "retry", "1", on: world) == "job 1 is queued, due now\n")
                try await world.delivered(2)
                try await wait(for: 2, "completed", in: world)
                #expect(try await hookme("jobs", "delete", "1", on: world) == "job 1 is deleted\n")
                #expect(try await hookme("jobs", "delete", "1", on: world) == "hookme: job 1: there is no such job\n")
                #expect(try await daemon.get("/tasks/1").status == 404)
            }
            latch.open()
        }
    }

    @Test func `a queue that is paused stays so through a restart`() async throws {
        let github = LoopbackGitHub(repositories: [.small("one", id: 1), .small("two", id: 2)])
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon async throws in
                #expect(try await hookme("queue", "pause", on: world).hasPrefix("the queue is paused since 20"))
                #expect(try await daemon.post("one").status == 202)
            }
            try await world.withDaemon { daemon async throws in
                #expect(try await daemon.post("two").status == 202)
                let stats = String(decoding: try await daemon.get("/stats").body, as: UTF8.self)
                #expect(stats.contains(#""queued":2"#) && stats.contains(#""paused":true"#))
                #expect(try await sqlite3(world.database, "SELECT DISTINCT next FROM v_jobs") == "paused")
                #expect(world.receiver.log.count == 0 && github.log.count == 0)
                #expect(try await daemon.send(.post, "/queue/resume").status == 200)
                try await world.delivered(2)
                #expect(try await hookme("queue", "resume", on: world) == "the queue was not paused\n")
                _ = try await daemon.send(.post, "/queue/pause")
                #expect(try await hookme("queue", "resume", on: world) == "the queue goes on\n")
            }
        }
    }

    @Test func `who waits is answered when the job is done`() async throws {
        let github = LoopbackGitHub(repositories: [.small("one", id: 1)])
        try await World.run(github: github) { world in
            let latch = Latch()
            world.receiver.faults.add(.held(until: latch.wait))
            try await world.withDaemon { daemon async throws in
                _ = try await daemon.post("one")
                try await world.receiver.log.first()
                async let answer = daemon.get("/tasks/1?wait=60")
                _ = try await daemon.logged("client waits")
                latch.open()
                #expect(try await TaskBody(answer).state == "completed")
                let payload = try await daemon.get("/tasks/1/payload")
                #expect(payload.body == world.receiver.log.exchanges.first?.body)
                #expect(payload.header("webhook-id") == world.receiver.log.exchanges.first?.webhookID)
                #expect(try await daemon.get("/tasks/1/attempts").status == 200)
            }
        }
    }

    @Test func `who waits at a shutdown is answered, and holds nothing up`() async throws {
        let github = LoopbackGitHub(repositories: [.small("one", id: 1)])
        try await World.run(github: github) { world in
            let start = ContinuousClock.now
            let answer = Mailbox()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let status = try await world.withDaemon(["SCHEDULE_INTERVAL": "3600000"]) { daemon in
                    _ = try await daemon.post("one")
                    group.addTask { await answer.put(try TaskBody(try await daemon.get("/tasks/1?wait=60")).state) }
                    _ = try await daemon.logged("client waits")
                }
                #expect(status == 0)
                try await group.waitForAll()
            }
            #expect(await answer.text == "queued")
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    private actor Mailbox {
        var text: String?
        func put(_ text: String) { self.text = text }
    }
}
