package import Foundation
import Hummingbird

extension LoopbackGitHub {
    /// How many points GitHub still grants until the next reset: one for each request, as far as this stand-in plays it.
    ///
    /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    package struct Budget: Equatable, Sendable {
        /// In each window. 60 without a token, 5,000 with one.
        package var limit: Int
        package var remaining: Int
        /// When `remaining` is the limit again. Nil: a window from the next request on.
        package var resetAt: Date?
        /// From one reset to the next.
        package var window: Duration

        package init(
            limit: Int = 5000, remaining: Int? = nil, resetAt: Date? = nil, window: Duration = .seconds(3600)
        ) {
            self.limit = limit
            self.remaining = remaining ?? limit
            self.resetAt = resetAt
            self.window = window
        }
    }
}

extension LoopbackGitHub.Budget {
    /// Takes one request out of the budget. False: there is none left.
    mutating func spend(at moment: Date) -> Bool {
        refill(at: moment)
        guard remaining > 0 else { return false }
        remaining -= 1
        return true
    }

    /// Gives back what an answer turned out not to cost.
    mutating func refund() {
        remaining = min(limit, remaining + 1)
    }

    mutating func refill(at moment: Date) {
        if let resetAt {
            guard resetAt <= moment else { return }
            remaining = limit
        }
        resetAt = moment + window / .seconds(1)
    }

    /// The reset in whole seconds since 1970, never before the real one.
    var reset: Int {
        Int((resetAt?.timeIntervalSince1970 ?? 0).rounded(.up))
    }

    /// Writes the five headers, except those that the answer has already.
    func describe(in answer: inout LoopbackAnswer, as resource: GitHubMeter.Resource) {
        let headers: [(HeaderName, String)] = [
            (.rateLimitLimit, String(limit)),
            (.rateLimitRemaining, String(remaining)),
            (.rateLimitUsed, String(limit - remaining)),
            (.rateLimitReset, String(reset)),
            (.rateLimitResource, resource.rawValue),
        ]
        for (name, value) in headers where !answer.headers.contains(name) {
            answer.headers[name] = value
        }
    }

    /// Its part of `GET /rate_limit`.
    var json: JSON {
        [
            "limit": .number(limit), "used": .number(limit - remaining), "remaining": .number(remaining),
            "reset": .number(reset),
        ]
    }
}

extension HeaderName {
    fileprivate static let rateLimitLimit = named("x-ratelimit-limit")
    fileprivate static let rateLimitRemaining = named("x-ratelimit-remaining")
    fileprivate static let rateLimitUsed = named("x-ratelimit-used")
    fileprivate static let rateLimitReset = named("x-ratelimit-reset")
    fileprivate static let rateLimitResource = named("x-ratelimit-resource")
}
