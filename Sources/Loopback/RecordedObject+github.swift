/// The shapes that the recordings have.
extension RecordedObject {
    func repository() throws(LoopbackError) -> GitHubRepository {
        let fullName = try value("repository", as: String.self)
        let names = fullName.split(separator: "/").map(String.init)
        guard names.count == 2 else { throw failure("repository is not owner/name: \(fullName)") }
        return GitHubRepository(
            id: try value("id"),
            owner: names[0],
            name: names[1],
            issues: try objects("issues").map { issue throws(LoopbackError) in try issue.issue() },
            contributors: try contributors(),
            formerNames: try value("renamed_from"),
            traits: optional("contributors_204") == true ? [.withoutCommits] : []
        )
    }

    /// The contributors in the recorded order, and the anonymous ones behind those with as many commits.
    private func contributors() throws(LoopbackError) -> [GitHubRepository.Contributor] {
        var contributors = try objects("contributors").map { one throws(LoopbackError) in try one.contributor() }
        for recorded in try objects("anonymous") {
            let one = try recorded.contributor()
            let place = contributors.firstIndex { $0.contributions < one.contributions } ?? contributors.endIndex
            contributors.insert(one, at: place)
        }
        return contributors
    }

    private func contributor() throws(LoopbackError) -> GitHubRepository.Contributor {
        let identity: GitHubRepository.Contributor.Identity =
            if optional("type") == "Anonymous" {
                .anonymous(name: try value("name"), email: try value("email"))
            } else {
                .account(login: try value("login"))
            }
        return .init(
            identity, contributions: try value("contributions"), type: accountType, nodeID: optional("node_id"),
            recording: try text()
        )
    }

    private func issue() throws(LoopbackError) -> GitHubRepository.Issue {
        .init(
            number: try value("number"),
            title: try value("title"),
            author: object("user")?.optional("login"),
            labels: try labels(),
            isOpen: try value("state") == "open",
            isPullRequest: object("pull_request")?.optional("url", as: String.self) != nil,
            recording: try text()
        )
    }

    private func labels() throws(LoopbackError) -> [GitHubRepository.Label] {
        try value("labels", as: [Any].self).map { label throws(LoopbackError) in
            if let name = label as? String { return .text(name) }
            guard let members = label as? [String: Any], let name = members["name"] as? String else {
                throw failure("a label without a name")
            }
            return .object(name: name, color: members["color"] as? String ?? "")
        }
    }

    func user() throws(LoopbackError) -> GitHubUser {
        GitHubUser(
            login: try value("login"), name: optional("name"), type: accountType, nodeID: optional("node_id"),
            recording: try text()
        )
    }

    private var accountType: AccountType? {
        optional("type").flatMap(AccountType.init(rawValue:))
    }

    /// Leaves out the headers that were true of the recorded connection only, and those that are templates.
    func answer() throws(LoopbackError) -> LoopbackAnswer {
        let ofTheConnection: Set = ["date", "content-length", "content-encoding", "transfer-encoding", "connection"]
        let headers = try value("headers", as: [String: String].self).filter { name, value in
            !ofTheConnection.contains(name.lowercased()) && !value.contains("{{")
        }
        return LoopbackAnswer(status: try value("status"), headers: headers, body: try value("body"))
    }
}
