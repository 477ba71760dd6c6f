import Jobs
import Outbound

/// What an answer's headers say of the budget that it was taken from.
struct RateBudget: Equatable, Sendable {
    var limit: Int
    var remaining: Int
    /// By GitHub's clock, to the second, and one second more: that moment itself still belongs to the old window.
    var resetAt: Timestamp

    /// Nil where GitHub sets no limits, as an Enterprise Server does by default.
    init?(_ response: OutboundResponse, at now: Timestamp) {
        guard let limit = response.seconds("x-ratelimit-limit"),
            let remaining = response.seconds("x-ratelimit-remaining"),
            let reset = response.seconds("x-ratelimit-reset")
        else { return nil }
        self.limit = Int(limit)
        self.remaining = Int(remaining)
        let moment = Timestamp(millisecondsSinceEpoch: (reset + 1) * 1000)
        resetAt = moment > now ? RateLimitVerdict.plausible(moment, at: now) : moment
    }

    /// Whether so little is left that requests which are under way at once could be more than that.
    func isNearlySpent(by requestsAtOnce: Int, at now: Timestamp) -> Bool {
        resetAt > now && remaining <= 2 * requestsAtOnce
    }

    /// A tenth of each window is kept for those who need little: whoever has spent more than that already leaves the last
    /// tenth to others, and goes on after the reset.
    func isKept(from spent: Int, at now: Timestamp) -> Bool {
        resetAt > now && remaining * 10 <= limit && spent * 10 > limit
    }
}

extension OutboundResponse {
    /// A header that counts, held within bounds (no less than 0, no more than 34,000 years of seconds) that no sum overflows.
    func seconds(_ name: String) -> Int64? {
        header(name).flatMap { Int64($0) }.map { min(max($0, 0), 1 << 40) }
    }
}
