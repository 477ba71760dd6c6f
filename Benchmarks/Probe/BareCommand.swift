import Aggregation
import ArgumentParser
import AsyncHTTPClient
import GitHub
import Jobs
import Logging
import Outbound
import Webhooks

/// `probe bare`: the requests that jobs make, by the daemon's own client, without a queue.
struct BareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare", abstract: "Collect and deliver, without a queue."
    )

    @Option var jobs: Int
    @Option var concurrency: Int
    @Option var apiURL: String
    @Option var webhookURL: String

    func run() async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .outbound())
        do {
            let courier = Courier(http: OutboundClient(client), apiURL: apiURL, webhookURL: webhookURL)
            // The connections stand before the clock starts.
            try await run(concurrency * 4, with: courier)
            let stopwatch = Stopwatch()
            try await run(jobs, with: courier)
            printLine(Figures(jobs: jobs, seconds: stopwatch.seconds, cpuMicroseconds: stopwatch.cpuMicroseconds))
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func run(_ jobs: Int, with courier: Courier) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<jobs {
                if number >= concurrency { try await group.next() }
                group.addTask { try await courier.run(number) }
            }
            try await group.waitForAll()
        }
    }
}

/// Does what a job's attempt does to the outside, and nothing else.
private struct Courier: Sendable {
    private let aggregator: Aggregator
    private let sender: WebhookSender

    init(http: OutboundClient, apiURL: String, webhookURL: String) {
        let logger = Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() }
        let github = GitHubClient(
            http: http,
            configuration: GitHubConfiguration(
                baseURL: apiURL, timeout: .seconds(10), userAgent: "hookme-bench"
            ),
            credentials: NoCredentials(), storage: NoStorage(), now: Timestamp.now, logger: logger
        )
        aggregator = Aggregator(github: github, now: Timestamp.now)
        sender = WebhookSender(
            http: http, defaultURL: webhookURL, timeout: .seconds(15), userAgent: "hookme-bench"
        )
    }

    func run(_ number: Int) async throws {
        let name = try RepositoryName(username: "u\(number)", repository: "bench")
        let now = Timestamp.now()
        let job = Job(
            id: JobID(Int64(number)), webhookID: "msg_\(number)", name: name, destination: .default, state: .running,
            stage: .collect, runAt: now, runReason: .enqueued, attempts: 1, failures: 0, deferrals: 0, crashes: 0,
            lastError: nil, createdAt: now, finishedAt: nil
        )
        let payload = try await aggregator.collect(for: job, meter: RequestMeter())
        _ = try await sender.deliver(payload.body, webhookID: job.webhookID, to: job.destination)
    }
}

/// Remembers nothing: the same requests for every job.
private struct NoStorage: GitHubStorage {
    func gate(_: String) async throws(Never) -> GateState? { nil }
    func setGate(_: String, to _: GateState) async throws(Never) {}
    func page(_: PageKey) async throws(Never) -> CachedPage? { nil }
    func keepPage(_: CachedPage, as _: PageKey, maxBytes _: Int) async throws(Never) {}
    func confirmPage(_: PageKey, at _: Timestamp) async throws(Never) {}
    func names(of _: [String], on _: String, since _: Timestamp, until _: Timestamp) async throws(Never) -> [String:
        String?]
    { [:] }
    func keepNames(_: [String: String?], on _: String, at _: Timestamp, maxEntries _: Int) async throws(Never) {}
}
