import Foundation

/// The one GraphQL query that `LoopbackGitHub` plays: names by node ids.
///
/// ```graphql
/// query($ids: [ID!]!) {
///   nodes(ids: $ids) { ... on User { login name } }
///   rateLimit { cost limit remaining resetAt }
/// }
/// ```
/// It is not parsed: what asks for `nodes(ids:` gets all of that.
struct GraphQLRequest: Decodable {
    let query: String
    private let variables: Variables?

    private struct Variables: Decodable {
        let ids: [String]?
    }

    /// Nil: no JSON of that shape.
    init?(_ body: [UInt8]) {
        guard let request = try? JSONDecoder().decode(GraphQLRequest.self, from: Data(body)) else { return nil }
        self = request
    }

    var asksForNodes: Bool {
        query.contains("nodes(ids:")
    }

    var ids: [String]? {
        variables?.ids
    }
}
