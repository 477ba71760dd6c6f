import Synchronization

/// What may be changed, or looked at, while the server runs.
extension LoopbackGitHub {
    /// Adds a repository, or replaces the one with the same id.
    package func put(_ repository: GitHubRepository) {
        desk.withLock { $0.world.put(repository) }
    }

    /// Adds an account, or replaces the one with the same login.
    package func put(_ user: GitHubUser) {
        desk.withLock { $0.world.accounts.put(user) }
    }

    /// Removes a repository: 404 from now on. Its contributors' accounts stay.
    package func remove(repository id: Int) {
        desk.withLock { $0.world.remove(repository: id) }
    }

    package var budget: Budget? {
        get { desk.withLock(\.core.budget) }
        set { desk.withLock { $0.core.budget = newValue } }
    }

    package var graphQLBudget: Budget? {
        get { desk.withLock(\.graphQL.budget) }
        set { desk.withLock { $0.graphQL.budget = newValue } }
    }

    /// What REST requests have cost so far, also where nothing limits them: one point for each that was let in, none for
    /// an unchanged page (304) that was asked for with credentials.
    package var pointsSpent: Int {
        desk.withLock(\.core.spent)
    }

    /// The same for GraphQL: a point for each query.
    package var graphQLPointsSpent: Int {
        desk.withLock(\.graphQL.spent)
    }

    /// See `init`. Another one than the client's revokes the client's.
    package var token: String? {
        get { desk.withLock(\.access.token) }
        set { desk.withLock { $0.access.token = newValue } }
    }

    /// See `init`. Without one, no token that was issued works; `revokeIssuedTokens` is for those alone.
    package var app: App? {
        get { desk.withLock(\.access.app) }
        set { desk.withLock { $0.access.app = newValue } }
    }

    /// From now on no token works that an app has got so far. It may get another one.
    package func revokeIssuedTokens() {
        desk.withLock { $0.access.revokeIssuedTokens() }
    }

    /// See `init`.
    package var isGraphQLAbsent: Bool {
        get { desk.withLock(\.isGraphQLAbsent) }
        set { desk.withLock { $0.isGraphQLAbsent = newValue } }
    }
}
