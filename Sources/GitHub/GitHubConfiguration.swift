package import Jobs

/// Which GitHub is read, and within which bounds.
package struct GitHubConfiguration: Sendable {
    /// API_URL: `https://api.github.com`, or a GitHub Enterprise Server's `https://HOST/api/v3`.
    package var baseURL: String
    /// API_VERSION (https://docs.github.com/en/rest/about-the-rest-api/api-versions).
    package var apiVersion = "2022-11-28"
    /// API_TIMEOUT, for one request from connecting to the last byte.
    package var timeout: Milliseconds
    /// GitHub refuses requests without one.
    package var userAgent: String
    /// GITHUB_MAX_CONCURRENT_REQUESTS.
    package var maxConcurrentRequests = 10
    /// PAGE_CACHE_MAX_BYTES.
    package var pageCacheBytes = 256 << 20
    /// USER_CACHE_TTL: how old a name may be.
    package var nameAge = Milliseconds.seconds(7 * 24 * 60 * 60)
    /// USER_CACHE_MAX_ENTRIES.
    package var nameCacheEntries = 100_000

    package init(baseURL: String, timeout: Milliseconds, userAgent: String) {
        self.baseURL = baseURL
        self.timeout = timeout
        self.userAgent = userAgent
    }

    /// Where GraphQL is asked: beside the REST API, and on an Enterprise Server beside its version
    /// (https://docs.github.com/en/enterprise-server@latest/graphql/guides/forming-calls-with-graphql).
    var graphQLURL: String {
        baseURL.hasSuffix("/api/v3") ? baseURL.dropLast("v3".count) + "graphql" : baseURL + "/graphql"
    }
}
