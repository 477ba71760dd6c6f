import Loopback
import Outbound
import TestSupport
import Testing

/// A response that kills the process, over and over.
@Suite(.timeLimit(.minutes(5)))
struct PoisonTests {
    private static let deaths = 10
    /// The first job of all.
    private static let poison: Int64 = 1

    @Test func `what kills the daemon ten times is discarded with its reason, and all others are delivered meanwhile`()
        async throws
    {
        let names = ["poison"] + (1...Self.deaths).flatMap { ["witness\($0)", "victim\($0)"] }
        let github = LoopbackGitHub(
            repositories: names.enumerated().map { .small($0.element, id: $0.offset + 1) }, budget: nil
        )
        try await World.run(github: github) { world in
            var victims: [Int64] = []
            for life in 1...Self.deaths { victims.append(try await die(in: world, life)) }

            try await world.withDaemon { daemon in
                let poison = try await daemon.task(Self.poison)
                #expect(poison.state == "discarded" && poison.attempts == Self.deaths && poison.failures == 0)
                for victim in victims {
                    let answer = try await daemon.get("/tasks/\(victim)?wait=60")
                    #expect(try TaskBody(answer).state == "completed")
                }
            }
            let reason = try await sqlite3(
                world.database, "SELECT error_class, last_error FROM jobs WHERE state = 'discarded'"
            )
            #expect(reason == "poison|The daemon died 10 times while this job ran")
            #expect(try await world.count("SELECT count(*) FROM jobs WHERE state = 'completed'") == 2 * Self.deaths)
        }
    }

    /// One life: while the poison waits a witness is delivered; then it runs, beside a victim.
    ///
    /// - Returns: the victim, which may have died with it.
    private func die(in world: World, _ life: Int) async throws -> Int64 {
        // By an operator, so that it does not die at its very start.
        if life > 1 { _ = try await sqlite3(world.database, "UPDATE queue SET paused_at_ms = 1") }
        let settings = ["HOOKME_CRASH_AT": "collected:1:poison", "LOG_LEVEL": "notice", "SCHEDULE_INTERVAL": "100"]
        var victim: Int64 = 0
        let status = try await world.withDaemon(settings) { daemon in
            if life == 1 {
                _ = try await daemon.send(.post, "/queue/pause")
                #expect(try TaskBody(await daemon.post("poison")).id == Self.poison)
            }
            let never = "UPDATE jobs SET run_at_ms = 4102444800000 WHERE id = \(Self.poison)"
            _ = try await sqlite3(world.database, never)
            _ = try await daemon.send(.post, "/queue/resume")

            let witness = try TaskBody(try await daemon.post("witness\(life)")).id
            #expect(try TaskBody(await daemon.get("/tasks/\(witness)?wait=60")).state == "completed")

            victim = try TaskBody(try await daemon.post("victim\(life)")).id
            // Perhaps without an answer.
            _ = try? await daemon.send(.post, "/tasks/\(Self.poison)/retry")
            for await _ in daemon.log {}
        }
        #expect(status == 86)
        return victim
    }
}
