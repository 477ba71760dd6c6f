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
        /// GitHub's own JSON, where it was recorded: sent as it is.
        let recording: String?

        package init(_ identity: Identity, contributions: Int, recording: String? = nil) {
            self.identity = identity
            self.contributions = contributions
            self.recording = recording
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
                "type": .string(AccountType(login: login).rawValue),
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
