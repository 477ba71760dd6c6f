import Foundation
import Loopback
import Promises

/// A daemon's surroundings, which outlive it: its database, GitHub and a receiver, with a memory for all that arrives at both.
struct CrashWorld: Sendable {
    let hookme: String
    let github: WatchedGitHub
    let receiver: LoopbackReceiver
    let witness: Witness
    let apiURL: String
    let webhookURL: String
    let database: SQLite3
    let journal = Journal()

    static func run<Result: Sendable>(
        hookme: String, repositories: [GitHubRepository] = [], budget: LoopbackGitHub.Budget? = nil,
        _ body: (CrashWorld) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hookme-crashes-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let witness = Witness()
        let github = WatchedGitHub(
            github: LoopbackGitHub(
                repositories: repositories, budget: budget, log: ExchangeLog(capacity: 64, keepsBodies: false)
            ),
            witness: witness
        )
        let receiver = LoopbackReceiver(log: ExchangeLog(capacity: 64, keepsBodies: false)) { exchange in
            witness.note(Delivery(exchange))
        }
        return try await github.serve { apiURL in
            try await receiver.serve { receiverURL in
                try await body(
                    CrashWorld(
                        hookme: hookme, github: github, receiver: receiver, witness: witness, apiURL: apiURL,
                        webhookURL: receiverURL + "/hook",
                        database: SQLite3(path: folder.appendingPathComponent("hookme.db").path)
                    )
                )
            }
        }
    }

    /// One life of the daemon. Afterwards it is stopped with SIGTERM, unless it has died, and its database is looked at.
    ///
    /// - Returns: its exit status.
    func life(_ settings: [String: String] = [:], _ body: (DaemonProcess) async throws -> Void) async throws -> Int32 {
        let status = try await status(ofLife: settings, body)
        for complaint in try await database.complaints { journal.complain(complaint) }
        if status == 0, case let running = try await database.runningJobs, running > 0 {
            journal.complain("a stop has left \(running) jobs running, which will count as crashed")
        }
        return status
    }

    private func status(
        ofLife settings: [String: String], _ body: (DaemonProcess) async throws -> Void
    ) async throws -> Int32 {
        let environment = [
            "WEBHOOK_URL": webhookURL, "WEBHOOK_ALLOW": "127.0.0.1", "API_URL": apiURL, "DATABASE_PATH": database.path,
            "PORT": "0", "LOG_LEVEL": "notice", "SCHEDULE_INTERVAL": "10", "RESCHEDULE_INTERVAL": "100",
            "RETRY_MAX_ATTEMPTS": "30", "RETRY_MAX_INTERVAL": "1000", "HOLD_AFTER_FAILING_JOBS": "2",
            "HOLD_PROBE_INTERVAL": "100", "HOLD_PROBE_MAX_INTERVAL": "500", "WEBHOOK_TIMEOUT": "3000",
        ].merging(settings) { $1 }
        do {
            return try await DaemonProcess.run(hookme, environment: environment, body).exitStatus
        } catch LoopbackError.daemonNotReady(let status, let reason) where reason.isEmpty {
            return status
        }
    }

    /// Waits until no job is live.
    ///
    /// - Throws: ``Undone`` after so long.
    func drain(within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        while case let live = try await database.liveJobs, live > 0 {
            guard .now < end else { throw Undone(jobs: live) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Jobs that are not finished although they had all the time that they need.
    struct Undone: Error, CustomStringConvertible {
        let jobs: Int

        var description: String { "\(jobs) jobs are not finished" }
    }

    /// Of a daemon that is stopped.
    func evidence(isPruned: Bool = false) async throws -> Evidence {
        Evidence(
            ledger: try await Ledger(of: database), tasks: journal.tasks, deliveries: witness.deliveries,
            collections: witness.collections, isPruned: isPruned
        )
    }
}
