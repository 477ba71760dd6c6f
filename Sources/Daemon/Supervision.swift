import Jobs
import ServiceLifecycle
import Workers

/// Keeps systemd informed for as long as the daemon runs: how it stands, that jobs are looked after, and that it stops.
///
/// The watchdog (WatchdogSec=) hears of the dispatcher's progress and of nothing else: a daemon that answers requests and begins
/// no jobs any more is restarted.
struct Supervision: Service, CustomStringConvertible {
    let description = "supervision"
    let systemd: SystemdNotify
    /// When the dispatcher last went round; nil before its first time.
    let lastProgress: @Sendable () -> ContinuousClock.Instant?
    /// How everything stands, in one line; nil when that cannot be said now.
    let status: @Sendable () async -> String?
    /// How long a stop may take.
    let grace: Milliseconds

    func run() async throws {
        guard systemd.isListening else { return try await gracefulShutdown() }
        let pause = min(systemd.watchdog.map { $0 / 2 } ?? .seconds(5), .seconds(5))
        var told: String?
        while !Task.isShuttingDownGracefully {
            if let watchdog = systemd.watchdog, let last = lastProgress(), .now - last < watchdog / 2 {
                systemd.send("WATCHDOG=1")
            }
            if let status = await status(), status != told {
                systemd.send("STATUS=\(status.oneLine)")
                told = status
            }
            // Ended early by a shutdown, which the loop sees, or by a cancellation, which is thrown below.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            try Task.checkCancellation()
        }
        // Longer than TimeoutStopSec= where SHUTDOWN_GRACE is.
        systemd.send(
            "STOPPING=1\nSTATUS=waiting for running jobs\nEXTEND_TIMEOUT_USEC=\((grace.count + 10_000) * 1000)")
    }
}
