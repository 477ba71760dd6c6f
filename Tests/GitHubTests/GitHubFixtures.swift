import AsyncHTTPClient
import Jobs
import Logging
import Loopback
import Outbound
import TestSupport

@testable import GitHub

/// Serves a stand-in and reads it.
func withGitHub<Result>(
    _ standIn: some StandIn, path: String = "", token: String? = "token", timeout: Milliseconds = 10_000,
    storage: MemoryStorage = MemoryStorage(), now: @escaping WallClock = Timestamp.now, logger: Logger = .silent,
    slots: Int = 10, nameAge: Milliseconds = .seconds(604_800),
    _ body: (GitHubClient) async throws -> Result
) async throws -> Result {
    try await standIn.serve { url in
        try await withGitHub(
            at: url + path, as: token.map { TokenCredentials($0) } ?? NoCredentials(), timeout: timeout,
            storage: storage, now: now, logger: logger, slots: slots, nameAge: nameAge, body
        )
    }
}

/// Reads what is served at a URL.
func withGitHub<Result>(
    at url: String, as credentials: any Credentials, timeout: Milliseconds = 10_000,
    storage: MemoryStorage = MemoryStorage(), now: @escaping WallClock = Timestamp.now, logger: Logger = .silent,
    slots: Int = 10, nameAge: Milliseconds = .seconds(604_800),
    _ body: (GitHubClient) async throws -> Result
) async throws -> Result {
    try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
        var configuration = GitHubConfiguration(baseURL: url, timeout: timeout, userAgent: "hookme-tests")
        (configuration.maxConcurrentRequests, configuration.nameAge) = (slots, nameAge)
        let client = GitHubClient(
            http: OutboundClient(http), configuration: configuration, credentials: credentials, storage: storage,
            now: now, logger: logger
        )
        await client.load()
        return try await body(client)
    }
}

/// All pages of a list.
struct Listing<Item: Equatable & Sendable>: Equatable, Sendable {
    var items: [Item]
    var isComplete: Bool
    var repositoryID: Int64?
}

extension Reading {
    /// One that asks for everything.
    static func anew(_ meter: RequestMeter = RequestMeter()) -> Reading {
        Reading(since: .distantFuture, meter: meter)
    }
}

extension GitHubClient {
    func issues(of name: RepositoryName, meter: RequestMeter) async throws(GitHubError) -> Listing<ListedIssue> {
        try await Self.all(issues(of: name, for: .anew(meter)))
    }

    func contributors(
        to name: RepositoryName, meter: RequestMeter
    ) async throws(GitHubError) -> Listing<ListedContributor> {
        try await Self.all(contributors(to: name, for: .anew(meter)))
    }

    /// One request, whatever it is about.
    func user(_ login: String, meter: RequestMeter) async throws(GitHubError) -> UserProfile {
        try await transport.get(transport.url(["users", login]), for: .anew(meter)).decoded()
    }

    static func all<Item>(_ walk: PageWalk<Item>) async throws(GitHubError) -> Listing<Item> {
        var walk = walk
        var items: [Item] = []
        while let page = try await walk.next() { items += page }
        return Listing(items: items, isComplete: walk.isAtEnd, repositoryID: walk.repositoryID)
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
