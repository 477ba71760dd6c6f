import Foundation

/// Everything about `LoopbackGitHub` that may change, and the order in which a request is looked at.
struct GitHubDesk {
    var world: GitHubWorld
    var access: GitHubAccess
    var core: GitHubMeter
    var graphQL: GitHubMeter
    var isGraphQLAbsent: Bool

    /// What GitHub checks, in its order: the client's name, its token, the budget, and only then the path.
    mutating func answer(to request: Exchange, at moment: Date) -> LoopbackAnswer {
        guard request.header("user-agent")?.isEmpty == false else { return .userAgentMissing }
        let call = world.site.call(of: request)
        if case .accessToken(let installation) = call, access.app != nil {
            return access.issueToken(for: installation, to: request, at: moment)
        }
        if let refusal = access.refusal(of: request, at: moment) { return refusal }
        switch call {
        case .graphQL where !isGraphQLAbsent: return answerQuery(of: request, at: moment)
        case .read(.rateLimit): return describeBudgets(at: moment)
        case .read(let endpoint): return answer(endpoint, to: request, at: moment)
        case .graphQL, .accessToken, .unknown: return answer(nil, to: request, at: moment)
        }
    }

    private mutating func answer(
        _ endpoint: GitHubEndpoint?, to request: Exchange, at moment: Date
    ) -> LoopbackAnswer {
        let isAuthenticated = request.header("authorization") != nil
        guard core.spend(at: moment) else { return .budgetSpent(isAuthenticated: isAuthenticated) }
        guard let endpoint else { return .notFound(nil) }
        let answer = world.answer(endpoint, to: request)
        if answer.status == 304, isAuthenticated { core.refund() }
        return answer
    }

    /// Nobody uses GraphQL without a token.
    private mutating func answerQuery(of request: Exchange, at moment: Date) -> LoopbackAnswer {
        guard request.header("authorization") != nil else {
            return .unauthorized("This endpoint requires you to be authenticated.")
        }
        guard graphQL.spend(at: moment) else { return .graphQLBudgetSpent }
        return world.accounts.answer(query: request.body, budget: graphQL.budget)
    }

    /// `GET /rate_limit` costs nothing. Without limits it is not there.
    private mutating func describeBudgets(at moment: Date) -> LoopbackAnswer {
        core.budget?.refill(at: moment)
        graphQL.budget?.refill(at: moment)
        guard let budget = core.budget?.json else {
            return .gitHubError(
                404, "Rate limiting is not enabled.", documentation: GitHubEndpoint.rateLimit.documentation
            )
        }
        var resources = [(name: "core", value: budget)]
        if let budget = graphQL.budget?.json { resources.append(("graphql", budget)) }
        return LoopbackAnswer(status: 200, json: ["resources": .object(resources), "rate": budget])
    }

    /// Adds the headers that say what is left of the budget which the request belongs to.
    mutating func describeBudget(in answer: inout LoopbackAnswer, to request: Exchange, at moment: Date) {
        if case .graphQL = world.site.call(of: request), !isGraphQLAbsent {
            graphQL.describe(in: &answer, at: moment)
        } else {
            core.describe(in: &answer, at: moment)
        }
    }
}
