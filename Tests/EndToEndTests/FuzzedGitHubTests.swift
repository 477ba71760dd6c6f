import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// A GitHub that answers anything at all: the daemon lives, in little memory and time, and each attempt says what was wrong.
@Suite(.timeLimit(.minutes(5)))
struct FuzzedGitHubTests {
    private static let timeout = 8000

    private static let deep = String(repeating: "[", count: 200_000)
    private static let manyHeaders = Dictionary(
        uniqueKeysWithValues: (0..<200).map { ("x-bomb-\($0)", String(repeating: "b", count: 2000)) }
    )
    private static let tooManyHeaders = Dictionary(uniqueKeysWithValues: (0..<400).map { ("x-bomb-\($0)", "b") })

    private static func body(_ text: String) -> Fault {
        .answer(LoopbackAnswer(status: 200, headers: ["content-type": "application/json"], body: text))
    }

    /// By the name of the repository that it happens to; the words that the attempt's error must have.
    private static let faults: [(name: String, fault: Fault, words: String)] = [
        ("empty", body(""), "not JSON"),
        ("html", body("<html>Welcome to the Wi-Fi</html>"), "not JSON"),
        ("half", .malformed, "not JSON"),
        ("cut", .truncated(after: 50), "connection closed before the whole answer was there"),
        ("drop", .drop, "GitHub cannot be reached"),
        ("object", body(#"{"items":[]}"#), "an unexpected value at the top"),
        ("null", body("null"), "an unexpected value at the top"),
        ("types", body(#"[{"number":1,"title":{"a":[]}}]"#), "an unexpected value at [0].title"),
        ("no-number", body(#"[{"title":"a"}]"#), "no [0].number"),
        ("huge-number", body(#"[{"number":1e400,"title":"a"}]"#), "GitHub's answer is not what it documents"),
        (
            "big-number", body("[{\"number\":\(String(repeating: "9", count: 5000)),\"title\":\"a\"}]"),
            "GitHub's answer"
        ),
        ("deep", body(deep), "not JSON"),
        (
            "deep-label",
            body("[{\"number\":1,\"title\":\"a\",\"labels\":[\(deep)\(deep.replacing("[", with: "]"))]}]"),
            "not JSON"
        ),
        ("bad-utf8", body("[{\"number\":1,\"title\":\"\u{0}\"}]"), "not JSON"),
        ("surrogate", body(#"[{"number":1,"title":"\ud800"}]"#), "GitHub's answer"),
        ("many-headers", .answer(LoopbackAnswer(status: 200, headers: manyHeaders, body: "[]")), ""),
        ("bomb", .answer(LoopbackAnswer(status: 200, headers: tooManyHeaders, body: "[]")), "GitHub cannot be reached"),
        ("loop", .redirect(to: "?again=1", status: 301), "more than 3 redirects"),
        ("nowhere", .redirect(to: "http://[::1", status: 302), "a redirect to another host, or to none"),
        ("teapot", .status(418), "GitHub answered 418"),
        ("created", .status(201), "GitHub answered 201"),
        ("drip", .drip(bytes: 1_000_000, every: .milliseconds(20)), "GitHub took longer than \(timeout) ms"),
        ("silence", .silence(.seconds(30)), "GitHub took longer than \(timeout) ms"),
        ("flood", .flood(bytes: 200 << 20), "GitHub's answer is larger than 33554432 bytes"),
        ("flood-with-size", .flood(bytes: 200 << 20, declaresSize: true), "GitHub's answer is larger than"),
        (
            "link", .altered { $0.setHeader("link", to: "<\(String(repeating: "x", count: 9000)); rel=next, >;;<") },
            ""
        ),
        (
            "link-to-itself",
            .altered { $0.setHeader("link", to: "<?state=open&per_page=100>; rel=\"next\"") },
            "a next page that is none"
        ),
        ("limits", .altered { $0.setHeader("x-ratelimit-reset", to: "-99999999999999999999") }, ""),
    ]

    @Test func `whatever GitHub answers, the daemon lives and says what was wrong`() async throws {
        let repositories = Self.faults.enumerated().map {
            GitHubRepository.sample(id: $0 + 1, name: $1.name, issues: 3, contributors: 0)
        }
        let github = LoopbackGitHub(repositories: repositories, budget: nil)
        for (name, fault, _) in Self.faults {
            github.faults.add(fault) { $0.path.contains("/\(name)/issues") }
        }
        try await World.run(github: github) { world in
            let settings = [
                "API_TIMEOUT": "\(Self.timeout)", "RETRY_MAX_ATTEMPTS": "0", "WORKERS": "4", "LOG_LEVEL": "info",
            ]
            try await world.withDaemon(settings) { daemon in
                let idle = try Memory.peak(of: daemon.processID)
                for (name, _, _) in Self.faults { _ = try await daemon.post(name) }
                var over = 0
                for await line in daemon.log where ["job completed", "job discarded"].contains(line.message) {
                    over += 1
                    if over == Self.faults.count { break }
                }
                let grown = try Memory.peak(of: daemon.processID) - idle
                #expect(grown < 400 << 20, "\(grown >> 20) MiB above idle")
                #expect(try await daemon.get("/readyz").status == 200)
            }
            for (name, _, words) in Self.faults {
                let row = try await sqlite3(
                    world.database, "SELECT state, coalesce(last_error, '') FROM jobs WHERE repository = '\(name)'"
                )
                #expect(row.hasPrefix(words.isEmpty ? "completed" : "discarded"), "\(name): \(row)")
                #expect(words.isEmpty || row.contains(words), "\(name): \(row)")
            }
            let slowest = try await world.count("SELECT max(duration_ms) FROM attempts")
            // A page that is too large is asked for in two smaller sizes too.
            #expect(slowest < 4 * Self.timeout)
        }
    }
}
