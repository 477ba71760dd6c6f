/// An item of `GET /repos/{owner}/{repo}/issues`, as far as we read it.
/// (https://docs.github.com/en/rest/issues/issues#list-repository-issues)
package struct ListedIssue: Equatable, Sendable {
    /// Of the issue in its repository.
    package var number: Int64
    package var title: String
    /// The login of who opened it. Nil where GitHub knows nobody.
    package var author: String?
    /// Objects or, by GitHub's schema, bare strings.
    package var labels: [JSONValue]
    /// GitHub lists pull requests among the issues.
    package var isPullRequest: Bool
}

/// An item of `GET /repos/{owner}/{repo}/contributors?anon=1`, as far as we read it.
/// (https://docs.github.com/en/rest/repos/repos#list-repository-contributors)
package struct ListedContributor: Equatable, Sendable {
    /// Nil for an anonymous contributor: GitHub ties only the first 500 e-mail addresses of a repository to accounts.
    package var login: String?
    /// `User`, `Bot`, `Organization` or `Anonymous`.
    package var type: String
    /// Of an anonymous contributor; from the commits. The e-mail address beside it is personal and is not read.
    package var name: String?
    package var contributions: Int64
    /// What GraphQL knows the account by.
    package var nodeID: String?
}

/// `GET /users/{login}`, as far as we read it.
/// (https://docs.github.com/en/rest/users/users#get-a-user)
package struct UserProfile: Equatable, Sendable, Decodable {
    package var name: String?
}

// Written as GitHub writes it, as far as we read it, so that one way of reading does for GitHub's pages and for kept ones.

extension ListedIssue: Codable {
    private enum CodingKeys: String, CodingKey {
        case number
        case title
        case user
        case labels
        case pullRequest = "pull_request"
    }

    private struct Account: Codable {
        var login: String
    }

    private struct PullRequest: Codable {
        var url: String?
    }

    /// An item is a pull request where `pull_request.url` is there and not null. GitHub Enterprise installations that are
    /// old enough give every issue a `pull_request` with null URLs.
    package init(from decoder: any Decoder) throws {
        let item = try decoder.container(keyedBy: CodingKeys.self)
        number = try item.decode(Int64.self, forKey: .number)
        title = try item.decode(String.self, forKey: .title)
        author = try item.decodeIfPresent(Account.self, forKey: .user)?.login
        labels = try item.decodeIfPresent([JSONValue].self, forKey: .labels) ?? []
        isPullRequest = try item.decodeIfPresent(PullRequest.self, forKey: .pullRequest)?.url != nil
    }

    package func encode(to encoder: any Encoder) throws {
        var item = encoder.container(keyedBy: CodingKeys.self)
        try item.encode(number, forKey: .number)
        try item.encode(title, forKey: .title)
        try item.encodeIfPresent(author.map(Account.init), forKey: .user)
        try item.encode(labels, forKey: .labels)
        try item.encodeIfPresent(isPullRequest ? PullRequest(url: "") : nil, forKey: .pullRequest)
    }
}

extension ListedContributor: Codable {
    private enum CodingKeys: String, CodingKey {
        case login
        case type
        case name
        case contributions
        case nodeID = "node_id"
    }

    package init(from decoder: any Decoder) throws {
        let item = try decoder.container(keyedBy: CodingKeys.self)
        login = try item.decodeIfPresent(String.self, forKey: .login)
        type = try item.decodeIfPresent(String.self, forKey: .type) ?? (login == nil ? "Anonymous" : "User")
        name = try item.decodeIfPresent(String.self, forKey: .name)
        contributions = try item.decode(Int64.self, forKey: .contributions)
        nodeID = try item.decodeIfPresent(String.self, forKey: .nodeID)
    }
}
