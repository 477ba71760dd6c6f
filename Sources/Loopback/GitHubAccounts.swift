/// The accounts that `LoopbackGitHub` has: users, whom REST finds by login and GraphQL by node id, and contributors.
///
/// A contributor is known by the node id alone: with no user of that login the account counts as deleted. One that is a
/// bot or an organisation is known as that for good.
struct GitHubAccounts {
    /// What GraphQL finds by a node id.
    enum Node {
        case user(GitHubUser)
        /// A bot or an organisation.
        case other
    }

    private var users: [String: (user: GitHubUser, entity: Entity)] = [:]
    private var holders: [String: Holder] = [:]

    /// Who has a node id.
    private struct Holder {
        /// In lower case.
        var login: String
        var type: AccountType
    }

    mutating func put(_ user: GitHubUser) {
        users[user.login.lowercased()] = (user, Entity(user.json))
        meet(user.nodeID, login: user.login, type: user.type)
    }

    mutating func meet(_ contributors: [GitHubRepository.Contributor]) {
        for contributor in contributors {
            guard let login = contributor.login, let nodeID = contributor.nodeID else { continue }
            meet(nodeID, login: login, type: contributor.type)
        }
    }

    private mutating func meet(_ nodeID: String, login: String, type: AccountType) {
        if let known = holders[nodeID], known.type != .user { return }
        holders[nodeID] = Holder(login: login.lowercased(), type: type)
    }

    /// - Parameter login: In lower case.
    func entity(login: String) -> Entity? {
        users[login]?.entity
    }

    func node(_ id: String) -> Node? {
        guard let holder = holders[id] else { return nil }
        guard holder.type == .user else { return .other }
        return (users[holder.login]?.user).map { $0.type == .user ? .user($0) : .other }
    }
}
