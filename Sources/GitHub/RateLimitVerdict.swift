import Foundation
import Jobs
import Outbound

/// What one answer of GitHub says about the budget.
///
/// GitHub's rules, in the order in which they are read
/// (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api):
///
/// | answer | wait |
/// |---|---|
/// | 403, 429 with `retry-after: N` | N seconds |
/// | 403, 429 with `x-ratelimit-remaining: 0` | until `x-ratelimit-reset` and one second more |
/// | 403, 429 with both | the longer of the two |
/// | 403, 429 whose message or `documentation_url` speaks of a rate limit | a minute |
/// | any other 429, and 403 with a `retry-after` that is no number | a minute |
/// | any other with `x-ratelimit-remaining: 0` | until the reset, if that is still to come: the next would be refused |
///
/// The reset is a moment by GitHub's clock. By ours it may already be past (then a minute is waited after a refusal) or lie
/// more than a day ahead (then an hour, GitHub's window). A `retry-after` of more than a day is cut to an hour likewise.
enum RateLimitVerdict: Equatable, Sendable {
    /// Requests may go on.
    case open
    /// This answer is good, but no request may follow before.
    case spent(until: Timestamp)
    /// GitHub refused this request, and will refuse all others before.
    case refused(until: Timestamp)

    private static let shortWait = Milliseconds.seconds(60)

    init(_ response: OutboundResponse, at now: Timestamp) {
        let reset = response.resetOfSpentBudget
        guard response.status == 403 || response.status == 429 else {
            guard let reset, reset > now else {
                self = .open
                return
            }
            self = .spent(until: Self.plausible(reset, at: now))
            return
        }
        let waits = [response.retryAfter.map { now + $0 }, reset].compactMap(\.self)
        if let until = waits.max() {
            self = .refused(until: Self.plausible(until, at: now))
        } else {
            let isRefused =
                response.status == 429 || response.isBudgetSpent || response.header("retry-after") != nil
                || GitHubMessage(response.body).speaksOfRateLimit
            self = isRefused ? .refused(until: now + Self.shortWait) : .open
        }
    }

    private static func plausible(_ until: Timestamp, at now: Timestamp) -> Timestamp {
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
    fileprivate var resetOfSpentBudget: Timestamp? {
        guard isBudgetSpent, let reset = seconds("x-ratelimit-reset") else { return nil }
        return Timestamp(millisecondsSinceEpoch: (reset + 1) * 1000)
    }

    /// A header that counts seconds, held within bounds (no less than 0, no more than 34,000 years) that no sum overflows.
    private func seconds(_ name: String) -> Int64? {
        header(name).flatMap { Int64($0) }.map { min(max($0, 0), 1 << 40) }
    }
}
