import ArgumentParser
import AsyncHTTPClient
import Foundation
import Loopback
import Outbound

/// `probe latency`: how long a task waits for its first request when nothing else is to do.
struct LatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency", abstract: "From a task's acceptance to the first request that GitHub sees for it.",
        discussion: """
            Plays GitHub (API_URL) and the receiver (WEBHOOK_URL) on one port. The daemon runs already; it asks for \
            neither before it has a task.
            """
    )

    @Option(help: "The daemon's URL, without a slash at its end.")
    var daemon: String

    @Option(help: "The port that the daemon's API_URL and WEBHOOK_URL name.")
    var port: Int

    @Option(help: "How many tasks are posted, one after another.")
    var count: Int

    @Option(help: "How many tasks go before them unmeasured.")
    var warmUp = 10

    @Option(help: "Part of the tasks' names, unlike that of any other run on this database.")
    var label: String

    func run() async throws {
        let github = SmallRepositories()
        try await github.serve(port: port) { _ in
            let client = OutboundClient(HTTPClient.shared)
            var waits: [Wait] = []
            for number in 0..<warmUp + count {
                let wait = try await post(number, by: client, watching: github)
                if number >= warmUp { waits.append(wait) }
            }
            printLine(Report(fromPost: waits.map(\.fromPost), fromAnswer: waits.map(\.fromAnswer)))
        }
    }

    private func post(
        _ number: Int, by client: OutboundClient, watching github: SmallRepositories
    ) async throws -> Wait {
        // The one before is recorded, and the daemon idle again.
        try await Task.sleep(for: .milliseconds(20))
        let username = scatteredName(number)
        let request = OutboundRequest(
            method: .post, url: daemon + "/tasks", headers: ["content-type": "application/json"],
            body: Array(#"{"username":"\#(username)","repository":"\#(label)"}"#.utf8),
            timeout: .seconds(10), maxResponseBytes: 65_536, demand: .whole
        )
        let seenBefore = github.log.count
        let posted = Date()
        let answer = try await client.send(request)
        let answered = Date()
        guard answer.status == 202 else { throw ValidationError("the daemon answered \(answer.status)") }
        let path = "/repos/\(username)/\(label)/"
        let first = try await github.log.first { $0.number > seenBefore && $0.path.hasPrefix(path) }[0]
        try await github.log.first { $0.number > seenBefore && $0.method == "POST" && $0.status != nil }
        return Wait(
            fromPost: first.arrivedAt.timeIntervalSince(posted) * 1000,
            fromAnswer: first.arrivedAt.timeIntervalSince(answered) * 1000
        )
    }
}

/// Both in milliseconds, to the first request at GitHub.
private struct Wait {
    let fromPost: Double
    /// Below zero where GitHub saw the request before the client saw the answer.
    let fromAnswer: Double
}

private struct Report: Encodable {
    let fromPost: [Double]
    let fromAnswer: [Double]
}
