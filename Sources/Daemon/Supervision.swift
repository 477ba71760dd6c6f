import Jobs
import ServiceLifecycle
import Workers

/// Keeps systemd informed for as long as the daemon runs: how it stands, that jobs are looked after, and that it stops.
///
/// The watchdog (WatchdogSec=) hears of the dispatcher's progress and of nothing else: a daemon that answers requests and begins
/// no jobs any more is restarted.
struct Supervision: Service {
    let systemd: SystemdNotify
    /// When the dispatcher last went round; nil before its first time.
    let lastProgress: @Sendable () -> ContinuousClock.Instant?
    /// How everything stands, in one line; nil when that cannot be said now.
    let status: @Sendable () async -> String?
    /// How long a stop may take.
    let grace: Milliseconds

    func run() async throws {
        var told: String?
        while !Task.isShuttingDownGracefully {
            if let watchdog = systemd.watchdog, let last = lastProgress(), .now - last < watchdog / 2 {
                systemd.send("WATCHDOG=1")
            }
            if systemd.isListening, let status = await status(), status != told {
                systemd.send("STATUS=\(status.oneLine)")
                told = status
            }
            let pause = min(systemd.watchdog.map { $0 / 2 } ?? .seconds(5), .seconds(5))
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            try Task.checkCancellation()
        }
        // Longer than TimeoutStopSec= where SHUTDOWN_GRACE is.
        systemd.send(
            "STOPPING=1\nSTATUS=waiting for running jobs\nEXTEND_TIMEOUT_USEC=\((grace.count + 10_000) * 1000)")
    }
}
