import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the configuration anew at each SIGHUP, and has what can be taken while the daemon runs taken (``Setting/isReloadable``).
///
/// One that cannot be used changes nothing. What needs a restart is told, each time, until there is one.
struct Reload: Service, CustomStringConvertible {
    let description = "reload"
    /// What the daemon runs with.
    let settings: Settings
    let read: @Sendable () async throws -> Settings
    let apply: @Sendable (Settings) -> Void
    let systemd: SystemdNotify
    let logger: Logger

    /// Until ``run()`` listens, a SIGHUP would end the process.
    static func ignoreSignalsForNow() {
        signal(SIGHUP, SIG_IGN)
    }

    func run() async throws {
        var settings = settings
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            // sd_notify(3): by the clock that systemd compares it with.
            systemd.send("RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds)")
            await reload(&settings)
            systemd.send("READY=1")
        }
    }

    private func reload(_ settings: inout Settings) async {
        do {
            let new = try await read()
            guard new.mayServe(where: settings) else {
                throw Failure(.configuration, "AUTH_TOKENS is empty, but others may reach where the daemon listens")
            }
            let changes = settings.changes(to: new)
            apply(new)
            settings.take(changes.taken, from: new)
            let names = changes.taken.map(\.rawValue).joined(separator: " ")
            logger.notice("configuration reloaded", metadata: ["changed": "\(names.isEmpty ? "nothing" : names)"])
            guard !changes.left.isEmpty else { return }
            let left = changes.left.map(\.rawValue).joined(separator: " ")
            logger.warning("what was changed needs a restart", metadata: ["keys": "\(left)"])
        } catch {
            let reason = (error as? Failure)?.line ?? "\(error)"
            logger.error("the configuration cannot be used, so nothing is changed", metadata: ["error": "\(reason)"])
        }
    }

    private static var monotonicMicroseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}
