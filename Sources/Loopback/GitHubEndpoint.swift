import Foundation

/// What a path of GitHub's REST API names, as far as `LoopbackGitHub` plays it.
enum GitHubEndpoint: Equatable {
    case rateLimit
    case user(login: String)
    case repository(Key, Resource)

    /// A repository's name, `owner/name` in lower case, or its number.
    enum Key: Equatable {
        case name(String)
        case id(Int)
    }

    enum Resource: String {
        case itself = ""
        case issues
        case contributors
    }

    /// - Parameter path: Percent-encoded, without the query. GitHub knows no path with a slash at its end.
    init?(path: Substring) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { segment in
            segment.removingPercentEncoding ?? String(segment)
        }
        let key: Key
        switch segments.first {
        case "rate_limit" where segments.count == 1:
            self = .rateLimit
            return
        case "users" where segments.count == 2:
            self = .user(login: segments[1].lowercased())
            return
        case "repos" where segments.count >= 3:
            key = .name("\(segments[1])/\(segments[2])".lowercased())
        case "repositories" where segments.count >= 2:
            guard let id = Int(segments[1]) else { return nil }
            key = .id(id)
        default:
            return nil
        }
        let rest = segments.dropFirst(segments[0] == "repos" ? 3 : 2)
        guard rest.count <= 1, rest.first != "", let resource = Resource(rawValue: rest.first ?? "") else { return nil }
        self = .repository(key, resource)
    }

    /// Where GitHub's error answers send the reader.
    var documentation: String {
        switch self {
        case .rateLimit: "https://docs.github.com/rest/rate-limit/rate-limit"
        case .user: "https://docs.github.com/rest/users/users#get-a-user"
        case .repository(_, .itself): "https://docs.github.com/rest/repos/repos#get-a-repository"
        case .repository(_, .issues): "https://docs.github.com/rest/issues/issues#list-repository-issues"
        case .repository(_, .contributors): "https://docs.github.com/rest/repos/repos#list-repository-contributors"
        }
    }
}
