/// Which of a repository's issues or contributors a request lists, and in which order.
enum GitHubListing: Hashable {
    /// Nil for `isOpen`: all. GitHub counts pull requests as issues.
    case issues(isOpen: Bool?, newestFirst: Bool)
    case contributors(withAnonymous: Bool)

    /// Takes a while for a large repository, so it is worth keeping.
    func list(of repository: GitHubRepository) -> GitHubList {
        switch self {
        case .issues(let isOpen, let newestFirst):
            let issues = repository.issues.filter { isOpen == nil || $0.isOpen == isOpen }
            return GitHubList(newestFirst ? issues : issues.reversed()) { $0.json(in: repository) }
        case .contributors(let withAnonymous):
            return GitHubList(repository.contributors.filter { withAnonymous || !$0.isAnonymous }, json: \.json)
        }
    }
}

/// Why a query cannot be answered.
enum GitHubQueryError: Error {
    /// 422 from GitHub.
    case invalid
    /// GitHub knows the parameter and this stand-in does not: it would list the wrong issues.
    case notPlayed(String)
}

extension GitHubQuery {
    /// https://docs.github.com/en/rest/issues/issues#list-repository-issues
    func issues() throws(GitHubQueryError) -> GitHubListing {
        for name in ["milestone", "assignee", "creator", "mentioned", "labels", "since"] where self[name] != nil {
            throw .notPlayed(name)
        }
        if let sort = self["sort"], sort != "created" { throw .notPlayed("sort=\(sort)") }
        let isOpen: Bool?
        switch self["state"] ?? "open" {
        case "open": isOpen = true
        case "closed": isOpen = false
        case "all": isOpen = nil
        default: throw .invalid
        }
        return .issues(isOpen: isOpen, newestFirst: self["direction"] != "asc")
    }

    /// https://docs.github.com/en/rest/repos/repos#list-repository-contributors
    func contributors() -> GitHubListing {
        .contributors(withAnonymous: ["1", "true"].contains(self["anon"]))
    }
}
