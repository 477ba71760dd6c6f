import Hummingbird

/// The errors that GitHub answers, in its own words.
extension LoopbackAnswer {
    static func gitHubError(_ status: Int, _ message: String, documentation: String) -> LoopbackAnswer {
        LoopbackAnswer(
            status: status,
            json: [
                "message": .string(message), "documentation_url": .string(documentation), "status": "\(status)",
            ]
        )
    }

    static func notFound(_ endpoint: GitHubEndpoint?) -> LoopbackAnswer {
        gitHubError(404, "Not Found", documentation: endpoint?.documentation ?? "https://docs.github.com/rest")
    }

    static func moved(to url: String) -> LoopbackAnswer {
        var answer = LoopbackAnswer(
            status: 301,
            json: [
                "message": "Moved Permanently", "url": .string(url),
                "documentation_url":
                    "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
            ]
        )
        answer.headers[.location] = url
        return answer
    }

    /// GitHub names a reason; with most blocked repositories it is a copyright claim.
    static func blocked(_ repository: GitHubRepository) -> LoopbackAnswer {
        LoopbackAnswer(
            status: 451,
            json: [
                "message": "Repository access blocked",
                "block": [
                    "reason": "dmca", "created_at": "2024-01-01T00:00:00Z",
                    "html_url": "https://github.com/github/dmca/blob/master/2024/01/\(repository.id).md",
                ],
            ]
        )
    }

    /// Not JSON: this comes from in front of the API.
    /// https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent
    static let userAgentMissing = LoopbackAnswer(
        status: 403,
        headers: ["content-type": "text/html"],
        body: """
            Request forbidden by administrative rules. Please make sure your request has a User-Agent header \
            (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). \
            Check https://developer.github.com for other possible causes.

            """
    )

    static func unauthorized(_ message: String) -> LoopbackAnswer {
        gitHubError(401, message, documentation: "https://docs.github.com/rest")
    }

    static func budgetSpent(isAuthenticated: Bool) -> LoopbackAnswer {
        let message =
            isAuthenticated
            ? "API rate limit exceeded for user ID 583231."
            : "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher "
                + "rate limit. Check out the documentation for more details.)"
        return gitHubError(
            403, message,
            documentation: "https://docs.github.com/rest/overview/resources-in-the-rest-api#rate-limiting"
        )
    }
}

extension Fault {
    /// The secondary rate limit, for too many requests at once. GitHub answers 403 or 429, and may leave out how long.
    ///
    /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
    package static func secondaryRateLimit(status: Int = 403, retryAfter seconds: Int? = nil) -> Fault {
        var answer = LoopbackAnswer.gitHubError(
            status,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            documentation:
                "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
        )
        answer.setHeader("retry-after", to: seconds.map(String.init))
        return .answer(answer)
    }
}
