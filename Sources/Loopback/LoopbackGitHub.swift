import Foundation
import Hummingbird
import Synchronization

/// GitHub's REST API on this machine, as far as an aggregation reads it.
///
/// Plays `/repos/{owner}/{repo}` and `/repositories/{id}`, each with nothing, `/issues` or `/contributors` behind it,
/// `/users/{login}` and `/rate_limit`: with GitHub's pagination, redirects, conditional requests, rate limits and errors.
/// ```swift
/// let repository = GitHubRepository.sample(issues: 120, contributors: 30)
/// let github = LoopbackGitHub(repositories: [repository], users: repository.sampleUsers, budget: .init(limit: 60))
/// github.faults.add(.secondaryRateLimit(retryAfter: 8), times: 1) { $0.path.hasSuffix("/contributors") }
/// try await github.serve { apiURL in … }
/// ```
/// A request that a fault answers costs nothing; the answer has the rate limit headers that it does not set itself.
package final class LoopbackGitHub: StandIn {
    package let log: ExchangeLog
    package let faults = FaultScript()
    private let state: Mutex<State>

    fileprivate struct State {
        var world = GitHubWorld()
        var budget: Budget?
        var token: String?
    }

    /// - Parameters:
    ///   - repositories: Nothing else exists.
    ///   - users: Every other login is unknown (404), also a contributor's.
    ///   - token: The one that a request must have (401 without it). Nil: any or none will do.
    ///   - budget: Of all clients together. Nil: no limits and no headers, as on GitHub Enterprise Server by default.
    ///   - log: Keeps the requests, and has the clock for the budget.
    package init(
        repositories: [GitHubRepository] = [], users: [GitHubUser] = [], token: String? = nil,
        budget: Budget? = Budget(), log: ExchangeLog = ExchangeLog()
    ) {
        self.log = log
        var world = GitHubWorld()
        for repository in repositories { world.put(repository) }
        for user in users { world.put(user) }
        state = Mutex(State(world: world, budget: budget, token: token))
    }

    /// Adds a repository, or replaces the one with the same id.
    package func put(_ repository: GitHubRepository) {
        state.withLock { $0.world.put(repository) }
    }

    /// Adds an account, or replaces the one with the same login.
    package func put(_ user: GitHubUser) {
        state.withLock { $0.world.put(user) }
    }

    /// Removes a repository: 404 from now on.
    package func remove(repository id: Int) {
        state.withLock { $0.world.remove(repository: id) }
    }

    package var budget: Budget? {
        get { state.withLock(\.budget) }
        set { state.withLock { $0.budget = newValue } }
    }

    /// See `init`. Another one than the client's revokes the client's.
    package var token: String? {
        get { state.withLock(\.token) }
        set { state.withLock { $0.token = newValue } }
    }

    package func answer(to request: Exchange) -> LoopbackAnswer {
        let moment = log.now()
        return state.withLock { state in
            var answer = state.answer(to: request, at: moment)
            state.describeBudget(in: &answer, at: moment)
            return answer
        }
    }

    package func complete(_ answer: LoopbackAnswer, to request: Exchange) -> LoopbackAnswer {
        let moment = log.now()
        var answer = answer
        answer.moveToHost(of: request)
        return state.withLock { [answer] state in
            var answer = answer
            state.describeBudget(in: &answer, at: moment)
            return answer
        }
    }
}

extension LoopbackGitHub.State {
    /// What GitHub checks, in its order: the client's name, its token, the budget, and only then the path.
    fileprivate mutating func answer(to request: Exchange, at moment: Date) -> LoopbackAnswer {
        guard request.header("user-agent")?.isEmpty == false else { return .userAgentMissing }
        let credentials = request.header("authorization")
        if let token {
            guard let credentials else { return .unauthorized("Requires authentication") }
            guard ["Bearer \(token)", "token \(token)"].contains(credentials) else {
                return .unauthorized("Bad credentials")
            }
        }
        let endpoint = request.method == "GET" ? GitHubEndpoint(path: request.path) : nil
        if endpoint == .rateLimit {
            return describeBudget(at: moment)
        }
        guard budget?.spend(at: moment) ?? true else { return .budgetSpent(isAuthenticated: credentials != nil) }
        guard let endpoint else { return .notFound(nil) }
        let answer = world.answer(endpoint, to: request)
        if answer.status == 304, credentials != nil { budget?.refund() }
        return answer
    }

    /// `GET /rate_limit` costs nothing. Without limits it is not there.
    private mutating func describeBudget(at moment: Date) -> LoopbackAnswer {
        budget?.refill(at: moment)
        guard let budget else {
            return .gitHubError(
                404, "Rate limiting is not enabled.", documentation: GitHubEndpoint.rateLimit.documentation
            )
        }
        return LoopbackAnswer(status: 200, json: budget.json)
    }

    fileprivate mutating func describeBudget(in answer: inout LoopbackAnswer, at moment: Date) {
        budget?.refill(at: moment)
        budget?.describe(in: &answer)
    }
}

extension LoopbackAnswer {
    /// A recorded redirect leads to GitHub itself, from which it came; here it has to stay here.
    fileprivate mutating func moveToHost(of request: Exchange) {
        let gitHub = "https://api.github.com/"
        guard let location = headers[.location], location.hasPrefix(gitHub) else { return }
        headers[.location] = "\(request.baseURL)/\(location.dropFirst(gitHub.count))"
    }
}
