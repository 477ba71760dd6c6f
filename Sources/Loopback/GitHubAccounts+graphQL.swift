import Foundation

extension GitHubAccounts {
    /// GitHub's limit, in ids.
    private static let maxNodes = 100

    /// Answers a query. GraphQL says 200 to nearly everything; what went wrong stands in `errors`.
    ///
    /// https://docs.github.com/en/graphql/reference/queries#nodes
    ///
    /// - Parameter budget: What is left after this query. Nil: no limits, and a `rateLimit` of null.
    func answer(query body: [UInt8], budget: LoopbackGitHub.Budget?) -> LoopbackAnswer {
        guard let request = GraphQLRequest(body) else {
            return .gitHubError(400, "Problems parsing JSON", documentation: "https://docs.github.com/graphql")
        }
        guard request.asksForNodes else {
            return .graphQL(errors: [["message": "This stand-in plays nothing but nodes(ids:"]])
        }
        guard let ids = request.ids else {
            return .graphQL(errors: [["message": "Variable $ids of type [ID!]! was provided invalid value"]])
        }
        guard ids.count <= Self.maxNodes else {
            let message = "You may not provide more than \(Self.maxNodes) node ids; you provided \(ids.count)."
            return .graphQL(data: .null, errors: [["type": "ARGUMENT_LIMIT", "message": .string(message)]])
        }
        let nodes = ids.map(node)
        let errors = zip(ids, nodes).enumerated().filter { $0.element.1 == nil }.map { index, missing -> JSON in
            [
                "type": "NOT_FOUND",
                "path": ["nodes", .number(index)],
                "message": "Could not resolve to a node with the global id of '\(missing.0)'",
            ]
        }
        let data: JSON = [
            "nodes": .array(nodes.map { $0?.json ?? .null }), "rateLimit": budget?.rateLimit ?? .null,
        ]
        return .graphQL(data: data, errors: errors)
    }
}

extension GitHubAccounts.Node {
    /// As `... on User { login name }` shows it.
    fileprivate var json: JSON {
        switch self {
        case .user(let user): ["login": .string(user.login), "name": JSON(user.name)]
        case .other: [:]
        }
    }
}

extension LoopbackGitHub.Budget {
    /// https://docs.github.com/en/graphql/reference/objects#ratelimit
    fileprivate var rateLimit: JSON {
        let resetAt = Date(timeIntervalSince1970: Double(reset)).formatted(.iso8601)
        return [
            "cost": 1, "limit": .number(limit), "remaining": .number(remaining), "resetAt": .string(resetAt),
        ]
    }
}

extension LoopbackAnswer {
    /// - Parameter data: Nil: none, as where nothing was executed.
    static func graphQL(data: JSON? = nil, errors: [JSON] = []) -> LoopbackAnswer {
        var members: [(name: String, value: JSON)] = []
        if let data { members.append(("data", data)) }
        if !errors.isEmpty { members.append(("errors", .array(errors))) }
        return LoopbackAnswer(status: 200, json: .object(members))
    }

    /// Other than REST, which says 403.
    static var graphQLBudgetSpent: LoopbackAnswer {
        graphQL(errors: [["type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 583231."]])
    }
}
