import Foundation
import Loopback
import Outbound
import Promises
import Synchronization

/// The lives of one daemon, and the clients that it has in each.
final class Soak: Sendable {
    private struct State {
        var lives = 0
        var kills = 0
        var stops = 0
        var lastTask = 0
        /// How many tasks may still be posted in this life.
        var mayPost = 0
    }

    let world: CrashWorld
    private let seed: UInt64
    private let clients: Int
    private let liveJobs: Int
    private let state = Mutex(State())

    /// Short waits, so that much happens in a short life; what is cancelled is soon deleted, and so are kept payloads.
    private static let settings = [
        "WORKERS": "8", "SHUTDOWN_GRACE": "500", "WEBHOOK_TIMEOUT": "1500", "API_TIMEOUT": "1500",
        "PAYLOAD_RETENTION": "5000", "CANCELLED_RETENTION": "1000",
    ]

    init(world: CrashWorld, seed: UInt64, clients: Int, liveJobs: Int) {
        self.world = world
        self.seed = seed
        self.clients = clients
        self.liveJobs = liveJobs
    }

    /// One life after another, each of 0.2 to 3 seconds. Nine of ten end with SIGKILL, the tenth with SIGTERM.
    ///
    /// - Returns: what a daemon did that it must not do.
    func lives(for duration: Duration) async throws -> [String] {
        let end = ContinuousClock.now + duration
        var random = SplitMix64(seed: seed)
        var faults: [String] = []
        while ContinuousClock.now < end {
            let life = try await begin()
            let (length, isKilled) = (random.number(200...3000), random.number(1...10) > 1)
            let status = try await world.life(Self.settings) { daemon in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<clients {
                        let random = SplitMix64(seed: seed &+ UInt64(life * clients + client))
                        group.addTask { try await SoakClient(self, daemon).run(random) }
                    }
                    try await Task.sleep(for: .milliseconds(length))
                    if isKilled { try daemon.kill() }
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
            state.withLock { if isKilled { $0.kills += 1 } else { $0.stops += 1 } }
            if status != (isKilled ? 137 : 0) {
                faults.append("life \(life) ended with \(status)")
            }
        }
        return faults
    }

    private func begin() async throws -> Int {
        let isFirst = state.withLock { $0.lives == 0 }
        let live = isFirst ? 0 : try await world.database.liveJobs
        return state.withLock { state in
            state.lives += 1
            state.mayPost = max(0, liveJobs - live)
            return state.lives
        }
    }

    /// A long one in fair weather, in which all that is left is done.
    func lastLife() async throws -> [String] {
        world.receiver.faults.clear()
        world.github.faults.clear()
        world.github.github.budget = nil
        var faults: [String] = []
        let status = try await world.life(Self.settings) { daemon in
            let client = CrashClient(daemon, world.journal)
            for post in world.journal.takeUnanswered() where try await !client.post(post) {
                faults.append("a post was not answered in fair weather")
            }
            _ = await client.ask(.post, "/queue/resume")
            for place in SoakClient.destinations(world) { await client.release(place) }
            do {
                // Eight crashes make a job wait for two minutes.
                try await world.drain(within: .seconds(600))
                try await client.repeatAll()
            } catch let error as CrashWorld.Undone {
                faults.append("\(error)")
            }
        }
        if status != 0 { faults.append("the last life ended with \(status)") }
        return faults
    }

    /// Repositories that nobody has asked for.
    ///
    /// - Returns: their names; no more than may be posted.
    func newRepositories(_ wanted: Int) -> [String] {
        let numbers = state.withLock { state in
            let count = min(wanted, state.mayPost)
            state.mayPost -= count
            state.lastTask += count
            return state.lastTask - count..<state.lastTask
        }
        return numbers.map { number in
            world.github.github.put(
                .sample(
                    id: number + 1, name: "t\(number)", issues: number % 40 == 0 ? 250 : 1,
                    contributors: number % 10 == 0 ? 4 : 1
                )
            )
            return "t\(number)"
        }
    }

    /// As a table in Markdown.
    func summary(_ tally: Tally) -> String {
        let state = state.withLock { $0 }
        let rows: [(String, Int)] = [
            ("kills", state.kills), ("stops", state.stops), ("tasks accepted", tally.accepted),
            ("jobs completed", tally.completed), ("discarded", tally.discarded), ("cancelled", tally.cancelled),
            ("cancelled or finished, and deleted", tally.pruned), ("jobs delivered", tally.delivered),
            ("deliveries repeated", tally.repeated), ("attempts that failed", tally.failedAttempts),
            ("attempts that were deferred", tally.deferredAttempts), ("attempts that crashed", tally.crashedAttempts),
            ("most crashes of one job", tally.mostCrashes), ("tasks lost", tally.lost),
        ]
        return rows.reduce("| of the soak | |\n|---|--:|") { $0 + "\n| \($1.0) | \($1.1) |" }
    }
}
