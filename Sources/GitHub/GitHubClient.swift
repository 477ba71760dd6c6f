package import CoreMetrics
package import Jobs
package import Logging
package import Outbound

/// Reads what GitHub knows about a repository, one request after another, and none while the gate is closed.
///
/// Nothing is tried twice: what fails is thrown, and the schedule tries the job again. What was read stays, and is not asked
/// for again by the next attempt of the same collection.
package struct GitHubClient: Sendable {
    let transport: GitHubTransport
    private let pages: PageReader
    private let names: NameReader

    package init(
        http: OutboundClient, configuration: GitHubConfiguration, credentials: any Credentials,
        storage: any GitHubStorage, now: @escaping WallClock, logger: Logger,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        transport = GitHubTransport(
            http: http, configuration: configuration, credentials: credentials,
            gates: Gates(storage: storage, logger: logger),
            slots: RequestSlots(limit: configuration.maxConcurrentRequests),
            querySlots: RequestSlots(limit: configuration.maxConcurrentRequests), now: now, logger: logger,
            metrics: GitHubMetrics(metrics)
        )
        pages = PageReader(transport: transport, storage: storage)
        names = NameReader(transport: transport, storage: storage)
    }

    /// Takes over what the last process knew of GitHub's limits, so that nothing is asked too early.
    package func load() async {
        await transport.load()
    }

    /// From here on GitHub is read with another API_TOKEN.
    package func replace(token: String) {
        transport.credentials.replace(with: token)
    }

    /// What keeps every request back now. Nil: nothing.
    package func closure(at now: Timestamp) -> GateClosure? {
        transport.closure(at: now)
    }

    /// Whether GitHub refuses the credentials, and when it is asked again. Nil: it does not, as far as we know.
    ///
    /// When that moment has come this asks it, by a request that costs nothing
    /// (https://docs.github.com/en/rest/rate-limit/rate-limit), so that the answer does not wait for the next job.
    package func refusal(at now: Timestamp) async -> GateClosure? {
        guard transport.refusal != nil else { return nil }
        if transport.closure(at: now) == nil {
            // Whatever is answered, the gate has heard of it.
            _ = try? await transport.get(
                transport.url(["rate_limit"]), for: Reading(since: now, meter: RequestMeter())
            )
        }
        return transport.refusal
    }

    /// The open issues, pull requests among them, newest first.
    ///
    /// Reading it throws `issuesDisabled` where the repository has none, and what every call throws.
    package func issues(
        of name: RepositoryName, for reading: Reading
    ) throws(GitHubError) -> PageWalk<ListedIssue> {
        try list(name, "issues", "state=open&per_page=100", reading)
    }

    /// Everybody who committed, anonymous contributors included, most commits first. Empty for an empty repository.
    ///
    /// Reading it throws `listTooLarge` where GitHub cannot tell, and what every call throws.
    package func contributors(
        to name: RepositoryName, for reading: Reading
    ) throws(GitHubError) -> PageWalk<ListedContributor> {
        try list(name, "contributors", "anon=1&per_page=100", reading)
    }

    /// What contributors are called, by login in lower case; nil for those who do not say, and for those who are gone.
    package func names(
        of contributors: [ListedContributor], for reading: Reading
    ) async throws(GitHubError) -> [String: String?] {
        try await names.names(of: contributors, for: reading)
    }

    /// Returns if GitHub has the repository, and throws `unavailable` if it does not.
    package func confirm(_ name: RepositoryName, for reading: Reading) async throws(GitHubError) {
        _ = try await transport.get(url(["repos", name.username, name.repository]), for: reading)
    }

    private func list<Item>(
        _ name: RepositoryName, _ list: String, _ query: String, _ reading: Reading
    ) throws(GitHubError) -> PageWalk<Item> {
        let url = try url(["repos", name.username, name.repository, list], query: query)
        return PageWalk(pages, from: url, for: reading)
    }

    private func url(_ segments: [String], query: String = "") throws(GitHubError) -> GitHubURL {
        try transport.url(segments, query: query)
    }
}

extension GitHubTransport {
    func url(_ segments: [String], query: String = "") throws(GitHubError) -> GitHubURL {
        guard let url = GitHubURL(base: configuration.baseURL, segments: segments, query: query) else {
            throw .unreachable("API_URL is not an http or https URL")
        }
        return url
    }
}
