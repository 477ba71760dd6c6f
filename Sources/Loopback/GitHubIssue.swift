import Foundation

extension GitHubRepository {
    /// An issue, or the pull request that GitHub lists as one.
    package struct Issue: Sendable {
        package let number: Int
        package let title: String
        /// Nil where the account is gone. GitHub's website shows such authors as `ghost`.
        package let author: String?
        package let labels: [Label]
        package let isOpen: Bool
        package let isPullRequest: Bool
        /// GitHub's own JSON, where it was recorded: sent as it is.
        let recording: String?

        package init(
            number: Int, title: String, author: String?, labels: [Label] = [], isOpen: Bool = true,
            isPullRequest: Bool = false, recording: String? = nil
        ) {
            self.number = number
            self.title = title
            self.author = author
            self.labels = labels
            self.isOpen = isOpen
            self.isPullRequest = isPullRequest
            self.recording = recording
        }
    }

    /// A label of an issue. GitHub's schema allows both forms.
    package enum Label: Hashable, Sendable {
        case object(name: String, color: String)
        case text(String)

        package var name: String {
            switch self {
            case .object(let name, _), .text(let name): name
            }
        }

        var json: JSON {
            switch self {
            case .text(let name): .string(name)
            case .object(let name, let color):
                ["name": .string(name), "color": .string(color), "default": false, "description": nil]
            }
        }
    }
}

extension GitHubRepository.Issue {
    func json(in repository: GitHubRepository) -> JSON {
        if let recording { return .encoded(recording) }
        let page = "https://github.com/\(repository.fullName)/\(isPullRequest ? "pull" : "issues")/\(number)"
        var members: [(name: String, value: JSON)] = [
            ("html_url", .string(page)),
            ("number", .number(number)),
            ("title", .string(title)),
            ("user", author.map { ["login": .string($0), "type": .string(AccountType(login: $0).rawValue)] } ?? nil),
            ("labels", .array(labels.map(\.json))),
            ("state", isOpen ? "open" : "closed"),
            ("created_at", .string(createdAt)),
            ("body", nil),
        ]
        if isPullRequest {
            members.append(
                ("pull_request", ["url": "https://api.github.com/repos/\(repository.fullName)/pulls/\(number)"]))
        }
        return .object(members)
    }

    /// An issue an hour, from the beginning of 2024 on.
    private var createdAt: String {
        Date(timeIntervalSince1970: 1_704_067_200 + 3600 * Double(number)).formatted(.iso8601)
    }
}
