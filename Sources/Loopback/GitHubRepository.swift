/// A repository as `LoopbackGitHub` knows it.
package struct GitHubRepository: Sendable {
    /// What a repository may have that makes GitHub answer otherwise.
    package enum Trait: CaseIterable, Sendable {
        /// 204 for its contributors.
        case withoutCommits
        /// 410 for its issues.
        case withoutIssues
        /// 451 for everything.
        case blocked
        /// 403 for its contributors, as for the history of Linux.
        case tooLargeHistory
    }

    /// GitHub's number for it, which survives a renaming.
    package let id: Int
    package var owner: String
    package var name: String
    /// Open and closed, pull requests among them, newest first.
    package var issues: [Issue]
    /// By their contributions, most first, the anonymous ones among them.
    package var contributors: [Contributor]
    /// As `owner/name`: GitHub redirects from them.
    package var formerNames: [String]
    package var traits: Set<Trait>

    package init(
        id: Int, owner: String, name: String, issues: [Issue] = [], contributors: [Contributor] = [],
        formerNames: [String] = [], traits: Set<Trait> = []
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.issues = issues
        self.contributors = contributors
        self.formerNames = formerNames
        self.traits = traits
    }

    package var fullName: String {
        "\(owner)/\(name)"
    }

    /// What `GET /repos/{owner}/{repo}` answers, as far as anybody here reads it.
    var json: JSON {
        [
            "id": .number(id),
            "name": .string(name),
            "full_name": .string(fullName),
            "private": false,
            "owner": ["login": .string(owner), "type": "User"],
            "html_url": "https://github.com/\(fullName)",
            "fork": false,
            "url": "https://api.github.com/repos/\(fullName)",
            "has_issues": .bool(!traits.contains(.withoutIssues)),
            "archived": false,
            "disabled": false,
            "open_issues_count": .number(issues.count { $0.isOpen }),
            "default_branch": "main",
        ]
    }
}
