package import Jobs
package import Logging
package import Outbound

/// Reads what GitHub knows about a repository, one request after another, and none while the gate is closed.
///
/// Nothing is tried twice: what fails is thrown, and the schedule tries the job again.
package struct GitHubClient: Sendable {
    let http: OutboundClient
    let configuration: GitHubConfiguration
    let gate: RateLimitGate
    let now: WallClock
    let logger: Logger
    /// Pages after which a list is cut, so that a server that always names a next page cannot fill the memory.
    var maxPages = 1000

    package init(
        http: OutboundClient, configuration: GitHubConfiguration, gate: RateLimitGate, now: @escaping WallClock,
        logger: Logger
    ) {
        self.http = http
        self.configuration = configuration
        self.gate = gate
        self.now = now
        self.logger = logger
    }

    /// The open issues, pull requests among them, newest first.
    ///
    /// - Throws: `issuesDisabled` where the repository has none, and what every call throws.
    package func issues(
        of name: RepositoryName, meter: RequestMeter
    ) async throws(GitHubError) -> Listing<ListedIssue> {
        try await list(["repos", name.username, name.repository, "issues"], query: "state=open&per_page=100", meter)
    }

    /// Everybody who committed, anonymous contributors included, most commits first. Empty for an empty repository.
    ///
    /// - Throws: `listTooLarge` where GitHub cannot tell, and what every call throws.
    package func contributors(
        to name: RepositoryName, meter: RequestMeter
    ) async throws(GitHubError) -> Listing<ListedContributor> {
        try await list(["repos", name.username, name.repository, "contributors"], query: "anon=1&per_page=100", meter)
    }

    /// - Throws: `unavailable` where the account is gone, and what every call throws.
    package func user(_ login: String, meter: RequestMeter) async throws(GitHubError) -> UserProfile {
        try await get(url(["users", login]), meter).decoded()
    }

    private func list<Item: Decodable & Equatable & Sendable>(
        _ segments: [String], query: String, _ meter: RequestMeter
    ) async throws(GitHubError) -> Listing<Item> {
        var answer = try await get(url(segments, query: query), meter)
        var list = Listing<Item>(items: [], isComplete: true, repositoryID: answer.redirectedToID)
        var page = 1
        while true {
            // 204: GitHub's word for the contributors of an empty repository.
            if answer.status != 204 { list.items += try answer.decoded() as [Item] }
            guard let next = try answer.nextPage else { return list }
            guard page < maxPages, next != answer.url else {
                list.isComplete = false
                return list
            }
            page += 1
            answer = try await get(next, meter)
        }
    }

    private func url(_ segments: [String], query: String = "") throws(GitHubError) -> GitHubURL {
        guard let url = GitHubURL(base: configuration.baseURL, segments: segments, query: query) else {
            throw .unreachable("API_URL is not an http or https URL")
        }
        return url
    }
}
