import AsyncHTTPClient
import GitHub
import Jobs
import Logging
import Loopback
import Outbound

/// Serves a stand-in and reads it.
func withGitHub<Result>(
    _ standIn: some StandIn, path: String = "", token: String? = "token", timeout: Milliseconds = 10_000,
    gate: RateLimitGate = RateLimitGate(storage: MemoryStorage(), logger: .silent),
    now: @escaping WallClock = Timestamp.now, logger: Logger = .silent,
    _ body: (GitHubClient) async throws -> Result
) async throws -> Result {
    try await standIn.serve { url in
        try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
            let configuration = GitHubConfiguration(
                baseURL: url + path, token: token, timeout: timeout, userAgent: "hookme-tests"
            )
            return try await body(
                GitHubClient(
                    http: OutboundClient(http), configuration: configuration, gate: gate, now: now, logger: logger
                )
            )
        }
    }
}

extension RepositoryName {
    static var helloWorld: RepositoryName {
        get throws { try RepositoryName(username: "octocat", repository: "Hello-World") }
    }
}

extension LoopbackAnswer {
    static func gitHub(_ status: Int, _ message: String, headers: [String: String] = [:]) -> LoopbackAnswer {
        LoopbackAnswer(status: status, headers: headers, body: #"{"message":"\#(message)"}"#)
    }
}
