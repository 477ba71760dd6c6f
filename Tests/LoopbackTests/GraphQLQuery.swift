import Foundation

extension LoopbackClient {
    /// Asks for the names of these accounts, with a token unless it is told otherwise.
    func query(
        ids: [String], at target: String = "/graphql", _ headers: [String: String] = ["authorization": "Bearer t"]
    ) async throws -> Reply {
        let query =
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on User { login name } } "
            + "rateLimit { cost limit remaining resetAt } }"
        let body = try JSONSerialization.data(withJSONObject: ["query": query, "variables": ["ids": ids]])
        return try await send("POST", target, headers, body: String(decoding: body, as: UTF8.self))
    }
}

extension Reply {
    /// GraphQL's; nil also where it is null.
    var data: [String: Any]? {
        get throws { try object["data"] as? [String: Any] }
    }

    /// GraphQL's; none where there is no such member.
    var errors: [[String: Any]] {
        get throws { try object["errors"] as? [[String: Any]] ?? [] }
    }
}
