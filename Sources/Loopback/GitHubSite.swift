/// Where the API lies: at a host of its own, or below a path of a GitHub Enterprise Server.
///
/// https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api
struct GitHubSite {
    let isEnterprise: Bool

    private var restPath: String {
        isEnterprise ? "/api/v3" : ""
    }

    private var graphQLPath: String {
        isEnterprise ? "/api/graphql" : "/graphql"
    }

    /// The root of the REST API, where this client found us: for links and redirects to the same host.
    func restURL(for request: Exchange) -> String {
        "http://\(request.authority)\(restPath)"
    }

    /// What a request asks for.
    func call(of request: Exchange) -> GitHubCall {
        if request.method == "POST", request.path == graphQLPath { return .graphQL }
        guard request.path.hasPrefix(restPath + "/") else { return .unknown }
        let path = request.path.dropFirst(restPath.count)
        switch request.method {
        case "GET": return GitHubEndpoint(path: path).map { .read($0) } ?? .unknown
        case "POST": return Self.installation(in: path).map { .accessToken(installation: $0) } ?? .unknown
        default: return .unknown
        }
    }

    /// The number in `/app/installations/{id}/access_tokens`.
    private static func installation(in path: Substring) -> Int? {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard segments.count == 4, segments.starts(with: ["app", "installations"]), segments.last == "access_tokens"
        else { return nil }
        return Int(segments[3])
    }
}

/// What a request asks GitHub for, as far as `LoopbackGitHub` plays it.
enum GitHubCall {
    case read(GitHubEndpoint)
    case graphQL
    case accessToken(installation: Int)
    /// 404.
    case unknown
}
