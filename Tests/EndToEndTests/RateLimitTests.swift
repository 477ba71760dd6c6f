import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct RateLimitTests {
    @Test(arguments: [false, true])
    func `a spent budget is waited for without a request or a failure`(restarts: Bool) async throws {
        let (names, late) = (["one", "two", "three"], "four")
        let github = LoopbackGitHub(repositories: (names + [late]).enumerated().map { .small($1, id: $0 + 1) })
        let settings = ["WORKERS": "1"]
        try await World.run(github: github) { world in
            var resetAt = Date.distantPast
            func postAndWait(_ daemon: DaemonProcess) async throws {
                // Longer than a busy machine takes for what stands below.
                resetAt = Date() + 20
                github.budget = .init(limit: 60, remaining: 0, resetAt: resetAt)
                for name in names { #expect(try await daemon.post(name).status == 202) }
                _ = try await daemon.logged("job deferred")
                // The one that learned of the limit, and those who were not even begun: all say what they wait for.
                for (id, deferrals) in [(1, 1), (2, 0), (3, 0)] {
                    let task = try await daemon.task(Int64(id))
                    #expect(task.state == "queued" && task.runReason == "rate_limit")
                    #expect(task.failures == 0 && task.deferrals == deferrals)
                    #expect(try #require(task.runsAt) >= resetAt)
                }
            }
            /// A task that comes late waits with the others, although nobody has told it of the limit.
            func finish(_ daemon: DaemonProcess) async throws {
                #expect(try await daemon.post(late).status == 202)
                try await world.delivered(names.count + 1)
            }
            try await world.withDaemon(settings) { daemon in
                try await postAndWait(daemon)
                if !restarts { try await finish(daemon) }
            }
            if restarts { try await world.withDaemon(settings, finish) }

            // The one that learned of the limit, and then none before the reset.
            let early = github.log.exchanges.filter { $0.arrivedAt < resetAt }
            #expect(early.map(\.status) == [403])
            #expect(world.receiver.log.exchanges.allSatisfy { $0.arrivedAt >= resetAt })
            #expect(try await world.count("SELECT count(*) FROM jobs WHERE state = 'completed' AND failures = 0") == 4)
        }
    }
}
