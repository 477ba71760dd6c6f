import ArgumentParser
import AsyncHTTPClient
import Foundation
import Loopback
import Outbound

/// `probe requests`: what a delivered job costs in requests to GitHub, counted where they arrive, as a table in Markdown.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "Count the requests that a delivered job costs."
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    private struct Subject {
        var issues: Int
        /// With accounts. GitHub links the first 500 addresses to theirs, and lists the others as anonymous.
        var accounts: Int
        var anonymous: Int

        var contributors: Int { accounts + anonymous }
        /// 2 + min(N, 30): the first pages, and the names of those who stand on it.
        var original: Int { 2 + min(contributors, 30) }
    }

    private static let subjects = [
        Subject(issues: 30, accounts: 10, anonymous: 0),
        Subject(issues: 1000, accounts: 450, anonymous: 0),
        Subject(issues: 20_000, accounts: 500, anonymous: 4500),
        Subject(issues: 20_000, accounts: 5000, anonymous: 0),
    ]

    func run() async throws {
        print(
            "| contributors, with accounts | issues | token | cold: requests (points) | repeated: requests (points) | original |"
        )
        print("|---|---|---|---|---|---|")
        for subject in Self.subjects {
            for token in ["t0ken", nil] {
                let (cold, repeated) = try await measure(subject, token: token)
                print(
                    "| \(subject.contributors), \(subject.accounts) | \(subject.issues) "
                        + "| \(token == nil ? "no" : "yes") | \(cold) | \(repeated) | \(subject.original) |"
                )
            }
        }
    }

    private struct Cost: CustomStringConvertible {
        var rest = 0
        var queries = 0
        var points = 0

        var description: String {
            "\(rest + queries)" + (queries > 0 ? " = \(rest) + \(queries) GraphQL" : "") + " (\(points))"
        }

        static func - (later: Cost, earlier: Cost) -> Cost {
            Cost(
                rest: later.rest - earlier.rest, queries: later.queries - earlier.queries,
                points: later.points - earlier.points
            )
        }
    }

    /// Posts the same task twice, one after the other, to a daemon with an empty database.
    private func measure(_ subject: Subject, token: String?) async throws -> (cold: Cost, repeated: Cost) {
        let repository = GitHubRepository.sample(
            issues: subject.issues, contributors: subject.accounts, anonymous: subject.anonymous
        )
        let github = LoopbackGitHub(
            repositories: [repository], users: repository.sampleUsers, budget: nil, graphQLBudget: nil,
            log: ExchangeLog(capacity: 16_384, keepsBodies: false)
        )
        let receiver = LoopbackReceiver(log: ExchangeLog(keepsBodies: false))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hookme-requests-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func spent() -> Cost {
            let queries = github.log.exchanges.count { $0.method == "POST" }
            return Cost(
                rest: github.log.count - queries, queries: queries,
                points: github.pointsSpent + github.graphQLPointsSpent
            )
        }
        return try await github.serve { apiURL in
            try await receiver.serve { webhookURL in
                let environment = [
                    "WEBHOOK_URL": webhookURL, "API_URL": apiURL, "API_TOKEN": token ?? "", "PORT": "0",
                    "DATABASE_PATH": folder.appendingPathComponent("hookme.db").path, "SCHEDULE_INTERVAL": "0",
                ]
                return try await DaemonProcess.run(hookme, environment: environment) { daemon in
                    try await deliver(daemon)
                    let cold = spent()
                    try await deliver(daemon)
                    return (cold, spent() - cold)
                }.result
            }
        }
    }

    private func deliver(_ daemon: DaemonProcess) async throws {
        _ = try await OutboundClient(HTTPClient.shared).send(
            OutboundRequest(
                method: .post, url: daemon.baseURL + "/tasks", headers: [:],
                body: Array(#"{"username":"octocat","repository":"Hello-World"}"#.utf8), timeout: .seconds(10),
                maxResponseBytes: 65_536, demand: .whole
            )
        )
        guard await daemon.log.first(where: { $0.message == "job completed" }) != nil else {
            throw ValidationError("the daemon ended before the job was delivered")
        }
    }
}
