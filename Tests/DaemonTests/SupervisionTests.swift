import Foundation
import GitHub
import JobStore
import Jobs
import ServiceLifecycleTestKit
import Synchronization
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

    /// Everything that comes until `body` has returned and the service has stopped.
    private func messages(
        progress: @escaping @Sendable () -> ContinuousClock.Instant?, status: String? = "idle",
        until enough: @escaping @Sendable ([String]) -> Bool
    ) async throws -> [String] {
        let supervision = Supervision(
            systemd: SystemdNotify(environment: environment), lastProgress: progress, status: { status }, grace: 20_000
        )
        var heard: [String] = []
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await supervision.run() }
                while !enough(heard) {
                    if let next = socket.next() {
                        heard.append(next)
                    } else {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
                while let next = socket.next() { heard.append(next) }
            }
        }
        return heard
    }

    @Test func `the watchdog hears of progress, the status is told once, and the stop with the time that it may take`()
        async throws
    {
        let heard = try await messages(
            progress: { .now }, until: { heard in heard.count { $0 == "WATCHDOG=1" } >= 3 }
        )
        #expect(heard.count { $0 == "STATUS=idle" } == 1)
        #expect(heard.last == "STOPPING=1\nSTATUS=waiting for running jobs\nEXTEND_TIMEOUT_USEC=30000000")
    }

    @Test(arguments: [nil, ContinuousClock.Instant.now - .seconds(60)])
    func `without progress the watchdog hears nothing`(last: ContinuousClock.Instant?) async throws {
        let rounds = Atomic(0)
        let heard = try await messages(
            progress: {
                rounds.add(1, ordering: .relaxed)
                return last
            },
            until: { _ in rounds.load(ordering: .relaxed) >= 4 }
        )
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
