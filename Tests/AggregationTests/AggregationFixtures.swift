import AsyncHTTPClient
import GitHub
import Jobs
import Logging
import Loopback
import Outbound

@testable import Aggregation

/// Remembers nothing: a gate for one collection.
struct NoStorage: GateStorage {
    func loadGate() async throws -> GateState? {
        nil
    }

    func saveGate(_ state: GateState) async throws {}
}

/// Serves a stand-in and collects from it.
func withAggregator<Result>(
    on github: some StandIn, now: @escaping WallClock = Timestamp.now,
    _ body: (Aggregator) async throws -> Result
) async throws -> Result {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    return try await github.serve { url in
        try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
            let client = GitHubClient(
                http: OutboundClient(http),
                configuration: GitHubConfiguration(
                    baseURL: url, token: nil, timeout: 10_000, userAgent: "hookme-tests"
                ),
                gate: RateLimitGate(storage: NoStorage(), logger: logger),
                now: now,
                logger: logger
            )
            return try await body(Aggregator(github: client, now: now))
        }
    }
}

extension Job {
    static func fixture(_ username: String = "octocat", _ repository: String = "Hello-World") throws -> Job {
        let moment = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
        return Job(
            id: JobID(7), webhookID: "msg_7",
            name: try RepositoryName(username: username, repository: repository),
            destination: .default, state: .running, stage: .collect, runAt: moment, runReason: .enqueued,
            attempts: 1, failures: 0, deferrals: 0, crashes: 0, lastError: nil, createdAt: moment, finishedAt: nil
        )
    }
}
