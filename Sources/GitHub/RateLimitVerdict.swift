import Foundation
import Jobs
import Outbound

/// What one answer of GitHub says about the budget, and about the right to ask at all.
///
/// GitHub's rules, in the order in which they are read
/// (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api):
///
/// | answer | wait |
/// |---|---|
/// | 403, 429 with `retry-after: N` | N seconds |
/// | 403, 429 with `x-ratelimit-remaining: 0` | until `x-ratelimit-reset` and one second more |
/// | 403, 429 with both | the longer of the two |
/// | 403, 429 whose message or `documentation_url` speaks of a rate limit | a minute, twice that the next time, … |
/// | any other 429, and 403 with a `retry-after` that is no number | the same |
/// | 401 | the same, but never longer than a quarter of an hour |
/// | 5xx | nothing is known |
/// | any other with `x-ratelimit-remaining: 0` | until the reset, if that is still to come: the next would be refused |
///
/// The reset is a moment by GitHub's clock. By ours it may already be past (then a minute is waited after a refusal) or lie
/// more than a day ahead (then an hour, GitHub's window). A `retry-after` of more than a day is cut to an hour likewise.
enum RateLimitVerdict: Equatable, Sendable {
    /// Requests may go on.
    case open
    /// Not GitHub's word: something broke, perhaps on the way.
    case silent
    /// This answer is good, but no request may follow before.
    case spent(until: Timestamp)
    /// GitHub refused this request, and will refuse all others before. Nil: it does not say for how long.
    case refused(GateState.Reason, until: Timestamp?)

    private static let shortWait = Milliseconds.seconds(60)

    init(_ response: OutboundResponse, at now: Timestamp) {
        let reset = response.resetOfSpentBudget
        switch response.status {
        case 401:
            self = .refused(.unauthorized, until: nil)
        case 403, 429:
            self = Self.refusal(response, reset: reset, at: now)
        case 500...:
            self = .silent
        default:
            guard let reset, reset > now else {
                self = .open
                return
            }
            self = .spent(until: Self.plausible(reset, at: now))
        }
    }

    /// GraphQL says in the body of a 200 that the budget is spent
    /// (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
    static func spentGraphQL(_ response: OutboundResponse, at now: Timestamp) -> RateLimitVerdict {
        let until = [response.resetAt, response.retryAfter.map { now + $0 }].compactMap(\.self).max()
        return .refused(.primary, until: plausible(until ?? now + shortWait, at: now))
    }

    static func secondary(_ response: OutboundResponse, at now: Timestamp) -> RateLimitVerdict {
        .refused(.secondary, until: response.retryAfter.map { plausible(now + $0, at: now) })
    }

    private static func refusal(
        _ response: OutboundResponse, reset: Timestamp?, at now: Timestamp
    ) -> RateLimitVerdict {
        let reason: GateState.Reason = response.isBudgetSpent ? .primary : .secondary
        let retry = response.retryAfter.map { now + $0 }
        if let until = [retry, reset].compactMap(\.self).max() {
            return .refused(reason, until: plausible(until, at: now))
        }
        let isRefused =
            response.status == 429 || response.isBudgetSpent || response.header("retry-after") != nil
            || GitHubMessage(response.body).speaksOfRateLimit
        return isRefused ? .refused(reason, until: nil) : .open
    }

    static func plausible(_ until: Timestamp, at now: Timestamp) -> Timestamp {
        if until <= now { return now + shortWait }
        if until - now > RateLimitGate.longestWait { return now + RateLimitGate.window }
        return until
    }
}

extension OutboundResponse {
    fileprivate var isBudgetSpent: Bool {
        header("x-ratelimit-remaining") == "0"
    }

    fileprivate var retryAfter: Milliseconds? {
        seconds("retry-after").map(Milliseconds.seconds)
    }

    /// One second after the moment that GitHub names, since that moment itself still belongs to the old window.
    fileprivate var resetAt: Timestamp? {
        seconds("x-ratelimit-reset").map { Timestamp(millisecondsSinceEpoch: ($0 + 1) * 1000) }
    }

    fileprivate var resetOfSpentBudget: Timestamp? {
        isBudgetSpent ? resetAt : nil
    }
}
