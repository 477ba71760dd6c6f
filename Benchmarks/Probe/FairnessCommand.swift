import ArgumentParser
import AsyncHTTPClient
import Foundation
import JobStore
import Jobs
import Loopback
import Outbound

/// `probe fairness`: how fast one destination is served beside another that never answers, against how fast it is alone.
struct FairnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fairness", abstract: "Serve a good destination alone, and beside one that never answers."
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    @Option(help: "Jobs of each destination.")
    var jobs = 500

    @Option(help: "How often both are measured, one after the other.")
    var rounds = 3

    private struct Round: Encodable {
        let alone: Double
        let beside: Double
        let ratio: Double
    }

    func run() async throws {
        for _ in 0..<rounds {
            let alone = try await jobsPerSecond(beside: false)
            let beside = try await jobsPerSecond(beside: true)
            printLine(Round(alone: alone, beside: beside, ratio: beside / alone))
        }
    }

    /// From the moment when the daemon is ready to the last delivery of the good one. All jobs wait in the database by then,
    /// those of the other first, so that each claim has to look past them.
    private func jobsPerSecond(beside: Bool) async throws -> Double {
        let github = LoopbackGitHub(
            repositories: (0..<jobs).map { .sample(id: $0 + 1, name: "r\($0)", issues: 1, contributors: 0) },
            budget: nil
        )
        let (good, silent) = (LoopbackReceiver(), LoopbackReceiver())
        silent.faults.add(.silence(.seconds(3600)))
        // As a receiver that is not on this machine.
        good.faults.add(.delay(.milliseconds(20)))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hookme-fairness-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = folder.appendingPathComponent("hookme.db").path
        return try await github.serve { apiURL in
            try await good.serve { goodURL in
                try await silent.serve { silentURL in
                    try await enqueue(in: database, good: .url(goodURL), silent: beside ? .url(silentURL) : nil)
                    let environment = [
                        "WEBHOOK_URL": goodURL, "WEBHOOK_ALLOW": "127.0.0.1", "API_URL": apiURL, "PORT": "0",
                        "DATABASE_PATH": database, "WEBHOOK_TIMEOUT": "30000", "LOG_LEVEL": "notice",
                    ]
                    return try await DaemonProcess.run(hookme, environment: environment) { _ in
                        let stopwatch = Stopwatch()
                        try await good.log.first(jobs) { $0.status == 200 }
                        return Double(jobs) / stopwatch.seconds
                    }.result
                }
            }
        }
    }
    /// Due since long ago, those of the silent one first.
    private func enqueue(in database: String, good: Destination, silent: Destination?) async throws {
        let store = try SQLiteStore(path: database)
        for (place, destination) in [silent, good].enumerated() {
            guard let destination else { continue }
            for number in 0..<jobs {
                let name = try RepositoryName(username: "octocat", repository: "r\(number)")
                let moment = Timestamp(millisecondsSinceEpoch: Int64(place) + 1)
                _ = try await store.enqueue(
                    NewJob(name: name, destination: destination, runAt: moment, createdAt: moment), liveLimit: nil
                )
            }
        }
        try store.close()
    }
}
