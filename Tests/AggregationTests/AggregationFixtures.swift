import AsyncHTTPClient
import Foundation
import GitHub
import Jobs
import Logging
import Loopback
import Outbound
import TestSupport

@testable import Aggregation

/// Serves a stand-in and collects from it.
func withAggregator<Result>(
    on github: some StandIn, token: String? = nil, storage: MemoryStorage = MemoryStorage(),
    limits: CollectionLimits = CollectionLimits(), now: @escaping WallClock = Timestamp.now,
    _ body: (Aggregator) async throws -> Result
) async throws -> Result {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    return try await github.serve { url in
        try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
            let client = GitHubClient(
                http: OutboundClient(http),
                configuration: GitHubConfiguration(baseURL: url, timeout: 10_000, userAgent: "hookme-tests"),
                credentials: token.map { TokenCredentials($0) } ?? NoCredentials(),
                storage: storage, now: now, logger: logger
            )
            return try await body(Aggregator(github: client, limits: limits, now: now))
        }
    }
}

/// A payload as a receiver reads it.
struct ReceivedPayload: Decodable {
    struct Meta: Decodable {
        var isIssuesComplete: Bool
        var isContributorsComplete: Bool
        var githubRequests: Int
        var repositoryID: Int64?
        var error: Payload.Problem?
        var issuesError: Payload.Problem?
        var contributorsError: Payload.Problem?

        enum CodingKeys: String, CodingKey {
            case isIssuesComplete = "issues_complete"
            case isContributorsComplete = "contributors_complete"
            case githubRequests = "github_requests"
            case repositoryID = "repository_id"
            case error
            case issuesError = "issues_error"
            case contributorsError = "contributors_error"
        }
    }

    var user: String
    var repository: String
    var issues: [Payload.Issue]
    var contributors: [Payload.Contributor]
    var meta: Meta

    init(_ frozen: FrozenPayload) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(frozen.body.utf8))
    }
}

extension Payload.Issue: Decodable {
    enum Keys: CodingKey { case title, author, labels }

    public init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Keys.self)
        self.init(
            title: try object.decode(String.self, forKey: .title),
            author: try object.decode(String?.self, forKey: .author),
            labels: try object.decode([JSONValue].self, forKey: .labels)
        )
    }
}

extension Payload.Contributor: Decodable {
    enum Keys: String, CodingKey {
        case name
        case user
        case commits = "qtd_commits"
    }

    public init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Keys.self)
        self.init(
            name: try object.decode(String?.self, forKey: .name),
            user: try object.decode(String?.self, forKey: .user),
            commits: try object.decode(Int64.self, forKey: .commits)
        )
    }
}

extension Payload.Problem: Decodable {
    enum Keys: CodingKey { case status, message }

    public init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Keys.self)
        self.init(
            status: try object.decode(Int.self, forKey: .status),
            message: try object.decode(String.self, forKey: .message)
        )
    }
}

extension Job {
    static func fixture(
        _ username: String = "octocat", _ repository: String = "Hello-World", collectingSince: Timestamp? = nil
    ) throws -> Job {
        let moment = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
        return Job(
            id: JobID(7), webhookID: "msg_7",
            name: try RepositoryName(username: username, repository: repository),
            destination: .default, state: .running, stage: .collect, runAt: moment, runReason: .enqueued,
            attempts: 1, failures: 0, deferrals: 0, crashes: 0, lastError: nil, createdAt: moment, finishedAt: nil,
            collectingSince: collectingSince
        )
    }
}
