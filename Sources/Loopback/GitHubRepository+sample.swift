extension GitHubRepository {
    /// Makes a repository of a given size, the same each time, with everything in it that surprises a reader of GitHub.
    ///
    /// Titles in several scripts, authors who are gone, labels in both forms; the second contributor is a bot, and the
    /// anonymous ones come last, with one commit each. From the newest to the oldest: the open issues, the open pull
    /// requests, the closed issues.
    package static func sample(
        id: Int = 1_296_269, owner: String = "octocat", name: String = "Hello-World", issues: Int,
        pullRequests: Int = 0, closedIssues: Int = 0, contributors: Int, anonymous: Int = 0
    ) -> GitHubRepository {
        let count = issues + pullRequests + closedIssues
        return GitHubRepository(
            id: id,
            owner: owner,
            name: name,
            issues: (0..<count).map { index in
                .sample(
                    number: count - index,
                    isOpen: index < issues + pullRequests,
                    isPullRequest: (issues..<issues + pullRequests).contains(index)
                )
            },
            contributors: (0..<contributors).map { index in
                Contributor(.account(login: sampleLogin(index)), contributions: contributors - index + 1)
            }
                + (0..<anonymous).map { index in
                    Contributor(.anonymous(name: "Anne \(index)", email: "anne\(index)@example.org"), contributions: 1)
                }
        )
    }

    /// The accounts of the contributors, every third without a name.
    package var sampleUsers: [GitHubUser] {
        contributors.lazy.filter { !$0.isAnonymous }.enumerated().compactMap { index, contributor in
            contributor.login.map { login in
                GitHubUser(
                    login: login, name: index % 3 == 2 ? nil : "Name of \(login)", type: contributor.type,
                    nodeID: contributor.nodeID
                )
            }
        }
    }

    private static func sampleLogin(_ index: Int) -> String {
        switch index {
        case 0: "octocat"
        case 1: "dependabot[bot]"
        default: "contributor-\(index)"
        }
    }
}

extension GitHubRepository.Issue {
    private static let titles = [
        "It does not start", "日本語のタイトル", "“Quotes”, \"quotes\" and a \\ backslash", "👩‍👩‍👧‍👦 emoji break the layout",
        "عنوان من اليمين إلى اليسار", "Tabs\tand\nnewlines", "Ünïcödé: naïve café",
    ]

    private static let labels: [[GitHubRepository.Label]] = [
        [], [.object(name: "bug", color: "d73a4a")], [.text("help wanted")],
        [.object(name: "größer", color: "0e8a16"), .text("💥")],
    ]

    fileprivate static func sample(number: Int, isOpen: Bool, isPullRequest: Bool) -> Self {
        Self(
            number: number,
            title: "\(titles[number % titles.count]) (\(number))",
            author: number % 5 == 0 ? nil : "author-\(number % 11)",
            labels: labels[number % labels.count],
            isOpen: isOpen,
            isPullRequest: isPullRequest
        )
    }
}
