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
        var type: String?
        var message: String?
        var path: [JSONValue]?
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

    /// The places of those who may be there and could not be read.
    var unread: Set<Int> {
        Set(errors.filter { $0.type != "NOT_FOUND" }.compactMap { $0.path?.lazy.compactMap(\.integer).first })
    }

    /// The first reason there is, fit for a log.
    var message: String {
        String((errors.first?.message ?? "no data").oneLine.prefix(300))
    }

    private var isRateLimited: Bool {
        errors.contains { $0.type == "RATE_LIMITED" || $0.type == "RATE_LIMIT" }
    }

    /// A spent budget comes as a 200, with an error of its own.
    static func verdict(_ response: OutboundResponse, at now: Timestamp) -> RateLimitVerdict {
        guard response.status == 200, let answer = NamesAnswer(response.body), answer.nodes == nil else {
            return RateLimitVerdict(response, at: now)
        }
        let isSpent = answer.isRateLimited || response.header("x-ratelimit-remaining") == "0"
        return isSpent ? .spentGraphQL(response, at: now) : .open
    }
}

extension JSONValue {
    fileprivate var integer: Int? {
        guard case .integer(let number) = self else { return nil }
        return Int(exactly: number)
    }
}
