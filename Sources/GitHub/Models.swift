/// An item of `GET /repos/{owner}/{repo}/issues`, as far as we read it.
/// (https://docs.github.com/en/rest/issues/issues#list-repository-issues)
package struct ListedIssue: Equatable, Sendable {
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
    package var contributions: Int
}

/// `GET /users/{login}`, as far as we read it.
/// (https://docs.github.com/en/rest/users/users#get-a-user)
package struct UserProfile: Equatable, Sendable, Decodable {
    package var name: String?
}

/// All pages of a list.
package struct Listing<Item: Equatable & Sendable>: Equatable, Sendable {
    package var items: [Item]
    /// GitHub had no more than `items`.
    package var isComplete: Bool
    /// The number that GitHub redirected an old name of the repository to. Nil where it did not.
    package var repositoryID: Int64?
}

extension ListedIssue: Decodable {
    private enum CodingKeys: String, CodingKey {
        case title
        case user
        case labels
        case pullRequest = "pull_request"
    }

    private struct Account: Decodable {
        var login: String
    }

    private struct PullRequest: Decodable {
        var url: String?
    }

    /// An item is a pull request where `pull_request.url` is there and not null. GitHub Enterprise installations that are
    /// old enough give every issue a `pull_request` with null URLs.
    package init(from decoder: any Decoder) throws {
        let item = try decoder.container(keyedBy: CodingKeys.self)
        title = try item.decode(String.self, forKey: .title)
        author = try item.decodeIfPresent(Account.self, forKey: .user)?.login
        labels = try item.decodeIfPresent([JSONValue].self, forKey: .labels) ?? []
        isPullRequest = try item.decodeIfPresent(PullRequest.self, forKey: .pullRequest)?.url != nil
    }
}

extension ListedContributor: Decodable {
    private enum CodingKeys: String, CodingKey {
        case login
        case type
        case name
        case contributions
    }

    package init(from decoder: any Decoder) throws {
        let item = try decoder.container(keyedBy: CodingKeys.self)
        login = try item.decodeIfPresent(String.self, forKey: .login)
        type = try item.decodeIfPresent(String.self, forKey: .type) ?? (login == nil ? "Anonymous" : "User")
        name = try item.decodeIfPresent(String.self, forKey: .name)
        contributions = try item.decode(Int.self, forKey: .contributions)
    }
}
