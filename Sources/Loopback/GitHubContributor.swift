extension GitHubRepository {
    /// Somebody with commits in a repository.
    package struct Contributor: Sendable {
        /// An account, or the e-mail address of commits that GitHub could not link to one.
        package enum Identity: Hashable, Sendable {
            case account(login: String)
            case anonymous(name: String, email: String)
        }

        package let identity: Identity
        /// Commits.
        package let contributions: Int
        /// That of the account. Of no meaning to the anonymous ones.
        package let type: AccountType
        /// What GraphQL finds the account by; nil for the anonymous ones.
        package let nodeID: String?
        /// GitHub's own JSON, where it was recorded: sent as it is.
        let recording: String?

        /// - Parameters:
        ///   - type: Without it, what the login tells.
        ///   - nodeID: Without it, one made from the login.
        ///   - recording: GitHub's own JSON, which has to say the same.
        package init(
            _ identity: Identity, contributions: Int, type: AccountType? = nil, nodeID: String? = nil,
            recording: String? = nil
        ) {
            self.identity = identity
            self.contributions = contributions
            self.recording = recording
            switch identity {
            case .account(let login):
                self.type = type ?? AccountType(login: login)
                self.nodeID = nodeID ?? GitHubAccountID.node(of: login)
            case .anonymous:
                self.type = .user
                self.nodeID = nil
            }
        }

        package var login: String? {
            switch identity {
            case .account(let login): login
            case .anonymous: nil
            }
        }
    }
}

extension GitHubRepository.Contributor {
    var isAnonymous: Bool {
        login == nil
    }

    var json: JSON {
        if let recording { return .encoded(recording) }
        return switch identity {
        case .account(let login):
            [
                "login": .string(login),
                "id": .number(GitHubAccountID.number(of: login)),
                "node_id": JSON(nodeID),
                "type": .string(type.rawValue),
                "site_admin": false,
                "contributions": .number(contributions),
            ]
        case .anonymous(let name, let email):
            [
                "email": .string(email),
                "name": .string(name),
                "type": "Anonymous",
                "contributions": .number(contributions),
            ]
        }
    }
}
