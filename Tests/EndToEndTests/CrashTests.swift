import Foundation
import Loopback
import Outbound
import Synchronization
import TestSupport
import Testing

/// kill -9 at random moments. `HOOKME_CRASH_TASKS=2000 HOOKME_CRASH_KILLS=20` makes more of it.
@Suite(.timeLimit(.minutes(10)))
struct CrashTests {
    private let tasks = Self.number("HOOKME_CRASH_TASKS") ?? 200
    private let kills = Self.number("HOOKME_CRASH_KILLS") ?? 5

    @Test func `every task that was accepted is delivered, however often the daemon is killed`() async throws {
        // Some posts have no answer when the daemon dies: others take their place.
        let repositories = (1...tasks * 2).map { GitHubRepository.small("r\($0)", id: $0) }
        let github = LoopbackGitHub(repositories: repositories, budget: nil)
        let receiver = LoopbackReceiver(log: ExchangeLog(capacity: tasks * 3, keepsBodies: false))
        let settings = ["WORKERS": "8", "SCHEDULE_INTERVAL": "20", "LOG_LEVEL": "notice"]
        let unposted = Counter()

        try await World.run(github: github, receiver: receiver) { world in
            var accepted: Set<String> = []
            for _ in 0..<kills {
                try await world.withDaemon(settings) { daemon in
                    async let ids = post(upTo: tasks / (kills + 1), from: unposted, to: daemon)
                    // Waits for nothing: it only chooses the moment.
                    try await Task.sleep(for: .milliseconds(.random(in: 10...500)))
                    try daemon.kill()
                    accepted.formUnion(await ids)
                }
            }
            try await world.withDaemon(settings) { daemon in
                accepted.formUnion(await post(upTo: tasks - accepted.count, from: unposted, to: daemon))
                try await deliveries(of: accepted, to: receiver)
            }
            #expect(accepted.count == tasks)
            try await expectNothingLost(world)
        }
    }

    /// Posts from eight clients at once until so many tasks were accepted, or the daemon is gone.
    private func post(upTo limit: Int, from unposted: Counter, to daemon: DaemonProcess) async -> Set<String> {
        await withTaskGroup(of: [String].self) { clients in
            for client in 0..<8 {
                clients.addTask {
                    var ids: [String] = []
                    for _ in 0..<(limit + client) / 8 {
                        guard let answer = try? await daemon.post("r\(unposted.next())"), answer.status == 202,
                            let task = try? TaskBody(answer)
                        else { return ids }
                        ids.append(task.webhookId)
                    }
                    return ids
                }
            }
            return await clients.reduce(into: []) { $0.formUnion($1) }
        }
    }

    /// Waits until each of the jobs had its 2xx.
    private func deliveries(of ids: Set<String>, to receiver: LoopbackReceiver) async throws {
        let seen = Mutex<Set<String>>([])
        try await receiver.log.first(ids.count) { delivery in
            guard delivery.status == 200, let id = delivery.webhookID, ids.contains(id) else { return false }
            return seen.withLock { $0.insert(id).inserted }
        }
    }

    private func expectNothingLost(_ world: World) async throws {
        let crashed = try await world.count("SELECT count(*) FROM attempts WHERE result = 'crashed'")
        let unfinished = try await world.count(
            "SELECT count(*) FROM jobs WHERE state NOT IN ('completed', 'queued') OR failures > 0"
        )
        #expect(unfinished == 0)

        let received = world.receiver.log.exchanges.compactMap { $0.status == 200 ? $0.webhookID : nil }
        let repeats = received.count - Set(received).count
        #expect(repeats <= crashed)
        print("\(tasks) tasks, \(kills) kills: \(crashed) attempts died, \(repeats) deliveries were repeated")
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }
}

/// Hands out 1, 2, 3…
private final class Counter: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
