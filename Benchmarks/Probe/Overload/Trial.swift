import Foundation
import HTTPAPI
import Loopback

/// A daemon that is tried: between a GitHub and a receiver of this process, on a database of its own.
struct Trial: Sendable {
    let daemon: DaemonProcess
    let receiver: DeliveryCounter

    /// - Parameters:
    ///   - settings: go before those that every trial has.
    ///   - body: returns what the daemon has done wrong.
    /// - Returns: the same, and that it did not end well.
    static func run(
        _ hookme: String, _ settings: [String: String] = [:], _ body: (Trial) async throws -> [String]
    ) async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hookme-trial-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let receiver = DeliveryCounter()
        return try await SmallRepositories().serve { apiURL in
            try await receiver.serve { webhookURL in
                let environment = [
                    "API_URL": apiURL, "WEBHOOK_URL": webhookURL, "PORT": "0", "LOG_LEVEL": "notice",
                    "DATABASE_PATH": folder.appendingPathComponent("hookme.db").path,
                ]
                let run = try await DaemonProcess.run(hookme, environment: environment.merging(settings) { $1 }) {
                    try await body(Trial(daemon: $0, receiver: receiver))
                }
                return run.result + (run.exitStatus == 0 ? [] : ["the daemon ended with \(run.exitStatus)"])
            }
        }
    }

    var baseURL: String { daemon.baseURL }

    /// In MB.
    var memory: (now: Int, peak: Int) {
        get throws { try ResidentMemory.of(daemon.processID) }
    }

    /// Files and connections that it has open.
    var descriptors: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.processID)/fd").count }
    }

    /// How long answers take while nothing else, or `load`, is going on.
    func waits(of client: PatientClient, during load: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            try await load()
            group.cancelAll()
        }
    }
}
