import Jobs
import Outbound
import Testing

@testable import GitHub

/// What one answer says about the budget, at 1,000,000 s after 1970 by our clock.
struct RateLimitVerdictTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var headers: [String: String]
        var body: String
        var verdict: RateLimitVerdict

        init(
            _ testDescription: String, _ status: Int, _ headers: [String: String] = [:], body: String = "",
            means verdict: RateLimitVerdict
        ) {
            self.testDescription = testDescription
            self.status = status
            self.headers = headers
            self.body = body
            self.verdict = verdict
        }
    }

    private static func seconds(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: seconds * 1000)
    }

    private static let rows = [
        Row("no headers, as with limits switched off", 200, means: .open),
        Row("budget left", 200, ["x-ratelimit-remaining": "1", "x-ratelimit-reset": "1000100"], means: .open),
        Row(
            "the last request of the budget", 200, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000100"],
            means: .spent(until: seconds(1_000_101))
        ),
        Row(
            "the last request was for something that is not there", 404,
            ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000100"], means: .spent(until: seconds(1_000_101))
        ),
        Row(
            "the last request, and a reset that is past", 200,
            ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "999000"], means: .open
        ),
        Row(
            "the last request, and a reset in days", 200,
            ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1090000"], means: .spent(until: seconds(1_003_600))
        ),
        Row(
            "primary limit", 403, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1002000"],
            means: .refused(.primary, until: seconds(1_002_001))
        ),
        Row(
            "primary limit as 429", 429, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1002000"],
            means: .refused(.primary, until: seconds(1_002_001))
        ),
        Row(
            "primary limit, reset past by our clock", 403,
            ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "990000"],
            means: .refused(.primary, until: seconds(1_000_060))
        ),
        Row(
            "primary limit, reset in days by our clock", 403,
            ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1090000"],
            means: .refused(.primary, until: seconds(1_003_600))
        ),
        Row(
            "primary limit without a reset", 403, ["x-ratelimit-remaining": "0"],
            means: .refused(.primary, until: nil)
        ),
        Row(
            "secondary limit with a wait", 403, ["retry-after": "8"],
            means: .refused(.secondary, until: seconds(1_000_008))),
        Row(
            "secondary limit with a wait, as 429", 429, ["retry-after": "8"],
            means: .refused(.secondary, until: seconds(1_000_008))
        ),
        Row("a wait of nothing", 403, ["retry-after": "0"], means: .refused(.secondary, until: seconds(1_000_060))),
        Row(
            "a wait of less than nothing", 403, ["retry-after": "-8"],
            means: .refused(.secondary, until: seconds(1_000_060))),
        Row(
            "numbers out of all proportion", 403,
            [
                "retry-after": "9223372036854775807", "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "9223372036854775807",
            ],
            means: .refused(.primary, until: seconds(1_003_600))
        ),
        Row("a wait of days", 403, ["retry-after": "100000"], means: .refused(.secondary, until: seconds(1_003_600))),
        Row(
            "both limits: the longer wait", 403,
            ["retry-after": "8", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1002000"],
            means: .refused(.primary, until: seconds(1_002_001))
        ),
        Row(
            "both limits: the longer wait, the other way round", 403,
            ["retry-after": "600", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000100"],
            means: .refused(.primary, until: seconds(1_000_600))
        ),
        Row(
            "secondary limit by its message", 403, ["x-ratelimit-remaining": "4000"],
            body: #"{"message":"You have exceeded a secondary rate limit. Please wait a few minutes."}"#,
            means: .refused(.secondary, until: nil)
        ),
        Row(
            "secondary limit by its documentation", 429,
            body: #"{"message":"Slow down","documentation_url":"https://docs.github.com/x#secondary-rate-limits"}"#,
            means: .refused(.secondary, until: nil)
        ),
        Row(
            "secondary limit by its older documentation", 403,
            body: #"{"message":"Slow down","documentation_url":"https://developer.github.com/v3/#abuse-rate-limits"}"#,
            means: .refused(.secondary, until: nil)
        ),
        Row(
            "primary limit by its message, where a proxy drops the headers", 403,
            body: #"{"message":"API rate limit exceeded for user ID 1."}"#, means: .refused(.secondary, until: nil)
        ),
        Row(
            "403 for another reason", 403, ["x-ratelimit-remaining": "4000"],
            body: #"{"message":"Resource not accessible by personal access token"}"#, means: .open
        ),
        Row("403 in HTML", 403, body: "<html>secondary rate limit</html>", means: .open),
        Row("429 without a reason", 429, means: .refused(.secondary, until: nil)),
        Row(
            "403 with a wait that cannot be read", 403, ["retry-after": "abc"],
            means: .refused(.secondary, until: nil)
        ),
        Row("bad credentials", 401, means: .refused(.unauthorized, until: nil)),
        Row("503 with a wait is no rate limit, and proves nothing", 503, ["retry-after": "8"], means: .silent),
        Row(
            "headers that are no numbers", 403, ["retry-after": "soon", "x-ratelimit-remaining": "none"],
            means: .refused(.secondary, until: nil)
        ),
    ]

    @Test(arguments: rows)
    func `an answer says what the budget is`(row: Row) {
        let response = OutboundResponse(
            status: row.status, headers: row.headers.map { ($0.key, $0.value) }, body: Array(row.body.utf8),
            isTruncated: false
        )
        #expect(RateLimitVerdict(response, at: Self.seconds(1_000_000)) == row.verdict)
    }
}
