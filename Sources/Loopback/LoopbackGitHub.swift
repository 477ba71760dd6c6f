import Foundation
import Hummingbird
import Synchronization

/// GitHub's API on this machine, as far as an aggregation reads it.
///
/// Plays `/repos/{owner}/{repo}` and `/repositories/{id}`, each with nothing, `/issues` or `/contributors` behind it,
/// `/users/{login}` and `/rate_limit`, with GitHub's pagination, redirects, conditional requests, rate limits and errors;
/// GraphQL's `nodes(ids:)`; and `/app/installations/{id}/access_tokens`.
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
    let desk: Mutex<GitHubDesk>

    /// - Parameters:
    ///   - repositories: Nothing else exists.
    ///   - users: Every other login is unknown (404), also a contributor's, and its node id too.
    ///   - token: The one that a request must have (401 without it). Nil: any or none will do, unless there is an app.
    ///   - app: One whose installation may get tokens, which a request may have as well.
    ///   - budget: Of all clients together. Nil: no limits and no headers, as on GitHub Enterprise Server by default.
    ///   - graphQLBudget: The same for GraphQL, which counts apart.
    ///   - isEnterprise: Whether REST lies below `/api/v3` and GraphQL at `/api/graphql`.
    ///   - isGraphQLAbsent: Whether GraphQL is not found (404), as on old installations.
    ///   - log: Keeps the requests, and has the clock for budgets and tokens.
    package init(
        repositories: [GitHubRepository] = [], users: [GitHubUser] = [], token: String? = nil, app: App? = nil,
        budget: Budget? = Budget(), graphQLBudget: Budget? = Budget(), isEnterprise: Bool = false,
        isGraphQLAbsent: Bool = false, log: ExchangeLog = ExchangeLog()
    ) {
        self.log = log
        var world = GitHubWorld(site: GitHubSite(isEnterprise: isEnterprise))
        for repository in repositories { world.put(repository) }
        for user in users { world.accounts.put(user) }
        desk = Mutex(
            GitHubDesk(
                world: world, access: GitHubAccess(token: token, app: app), core: GitHubMeter(.core, budget: budget),
                graphQL: GitHubMeter(.graphql, budget: graphQLBudget), isGraphQLAbsent: isGraphQLAbsent
            )
        )
    }

    package func answer(to request: Exchange) -> LoopbackAnswer {
        let moment = log.now()
        return desk.withLock { desk in
            var answer = desk.answer(to: request, at: moment)
            desk.describeBudget(in: &answer, to: request, at: moment)
            return answer
        }
    }

    package func complete(_ answer: LoopbackAnswer, to request: Exchange) -> LoopbackAnswer {
        let moment = log.now()
        return desk.withLock { desk in
            var answer = answer
            answer.move(to: desk.world.site.restURL(for: request))
            desk.describeBudget(in: &answer, to: request, at: moment)
            return answer
        }
    }
}

extension LoopbackAnswer {
    /// A recorded redirect leads to GitHub itself, from which it came; here it has to stay here.
    fileprivate mutating func move(to restURL: String) {
        let gitHub = "https://api.github.com/"
        guard let location = headers[.location], location.hasPrefix(gitHub) else { return }
        headers[.location] = "\(restURL)/\(location.dropFirst(gitHub.count))"
    }
}
