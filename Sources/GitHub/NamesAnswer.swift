import Foundation
import Jobs
import Outbound

/// What GraphQL answers to `ContributorNames`, also in part
/// (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
struct NamesAnswer {
    /// In the order of the ids. Nil for the whole: there is no data. An empty node is no user, a missing one is not there.
    var nodes: [Node?]?
    private var errors: [Problem]

    struct Node: Decodable {
        var name: String?
    }

    private struct Problem: Decodable {
        struct Extensions: Decodable {
            var code: String?
        }

        var type: String?
        var message: String?
        var path: [JSONValue]?
        /// Where the query itself is at fault.
        var extensions: Extensions?
    }

    private struct Body: Decodable {
        struct Data: Decodable {
            var nodes: [Node?]?
        }

        var data: Data?
        var errors: [Problem]?
    }

    /// Nil where it is no GraphQL.
    init?(_ body: [UInt8]) {
        guard let body = try? JSONDecoder().decode(Body.self, from: Foundation.Data(body)),
            body.data != nil || body.errors != nil
        else { return nil }
        nodes = body.data?.nodes
        errors = body.errors ?? []
    }

    /// The places of those who are not there. Whoever else has no node could not be read.
    var gone: Set<Int> {
        Set(errors.filter { $0.type == "NOT_FOUND" }.compactMap { $0.path?.lazy.compactMap(\.integer).first })
    }

    /// Whether this reader, or this server, will never answer such a query; anything else may pass.
    var isRefusal: Bool {
        errors.contains { $0.type == "FORBIDDEN" || $0.type == "INSUFFICIENT_SCOPES" || $0.extensions?.code != nil }
    }

    /// The first reason there is, fit for a log.
    var message: String {
        String((errors.first?.message ?? "no data").oneLine.prefix(300))
    }

    private var isRateLimited: Bool {
        errors.contains { $0.type == "RATE_LIMITED" || $0.type == "RATE_LIMIT" }
    }

    private var speaksOfSecondaryLimit: Bool {
        errors.contains { ($0.message ?? "").lowercased().contains("secondary rate limit") }
    }

    /// A spent budget may come as a 200 with an error of its own, and so may the secondary limit.
    static func verdict(_ response: OutboundResponse, at now: Timestamp) -> RateLimitVerdict {
        let answer = NamesAnswer(response.body)
        guard response.status == 200, answer?.nodes == nil else { return RateLimitVerdict(response, at: now) }
        if answer?.speaksOfSecondaryLimit == true || response.header("retry-after") != nil
            || GitHubMessage(response.body).speaksOfRateLimit
        {
            return .secondary(response, at: now)
        }
        let isSpent = answer?.isRateLimited == true || response.header("x-ratelimit-remaining") == "0"
        return isSpent ? .spentGraphQL(response, at: now) : .open
    }
}

extension JSONValue {
    fileprivate var integer: Int? {
        guard case .integer(let number) = self else { return nil }
        return Int(exactly: number)
    }
}
