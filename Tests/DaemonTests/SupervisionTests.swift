import Foundation
import GitHub
import JobStore
import Jobs
import ServiceLifecycleTestKit
import TestSupport
import Testing

@testable import Daemon

/// What systemd hears while the daemon runs.
@Suite(.timeLimit(.minutes(1)))
struct SupervisionTests {
    private let directory: TemporaryDirectory
    private let socket: NotifySocket
    private let environment: [String: String]

    init() throws {
        directory = try TemporaryDirectory()
        socket = try NotifySocket(directory.file("notify"))
        environment = ["NOTIFY_SOCKET": directory.file("notify"), "WATCHDOG_USEC": "100000"]
    }

    /// Everything that comes while it goes round four times, and when it stops.
    private func messages(progress: @escaping @Sendable () -> ContinuousClock.Instant?) async throws -> [String] {
        let (rounds, round) = AsyncStream.makeStream(of: Void.self)
        let supervision = Supervision(
            systemd: SystemdNotify(environment: environment),
            lastProgress: {
                round.yield()
                return progress()
            },
            status: { "idle" }, grace: 20_000
        )
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await supervision.run() }
                for await _ in rounds.prefix(4) {}
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        // A datagram is there as soon as it is sent.
        var heard: [String] = []
        while let next = socket.next() { heard.append(next) }
        return heard
    }

    @Test func `the watchdog hears of progress, the status is told once, and the stop with the time that it may take`()
        async throws
    {
        let heard = try await messages { .now }
        #expect(heard.count { $0 == "WATCHDOG=1" } >= 4)
        #expect(heard.count { $0 == "STATUS=idle" } == 1)
        #expect(heard.last == "STOPPING=1\nSTATUS=waiting for running jobs\nEXTEND_TIMEOUT_USEC=30000000")
    }

    @Test(arguments: [nil, ContinuousClock.Instant.now - .seconds(60)])
    func `without progress the watchdog hears nothing`(last: ContinuousClock.Instant?) async throws {
        let heard = try await messages { last }
        #expect(!heard.contains("WATCHDOG=1") && heard.contains("STATUS=idle"))
    }

    @Test func `the status says in one line how everything stands`() {
        var vitals = Vitals(jobs: [.queued: 12, .running: 3], dueSince: nil, heldDestinations: 0)
        #expect(StatusLine.text(vitals, closure: nil) == "12 queued, 3 running, 0 held")
        vitals.jobs[.held] = 2
        vitals.heldDestinations = 1
        vitals.pausedAt = Timestamp(millisecondsSinceEpoch: 0)
        let closure = GateClosure(until: Timestamp(millisecondsSinceEpoch: 1_800_000_000_000), reason: .primary)
        #expect(
            StatusLine.text(vitals, closure: closure)
                == "12 queued, 3 running, 2 held; paused; GitHub closed until 2027-01-15T08:00:00.000Z (primary); "
                + "destinations held: 1"
        )
    }
}
