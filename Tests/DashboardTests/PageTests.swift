import HTTPAPI
import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import TestSupport
import Testing

@testable import Dashboard

/// What every page must be, and what it shows.
struct PageTests {
    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    @Test func `every page lets in no script but our own, and is kept by nobody`() async throws {
        let site = try Site(tokens: Site.tokens)
        let id = try await site.finish("r", .discard(.fixture))
        let cookie = try await site.session(Site.operatorToken)
        let paths = [
            "/", "/dashboard/tasks", "/dashboard/tasks?state=nonsense", "/dashboard/tasks/\(id)", "/dashboard/tasks/99",
            "/dashboard/tasks/\(id)/retry", "/dashboard/sign-in", "/dashboard/nothing", "/dashboard/queue/pause",
            "/dashboard/destinations/hold", "/dashboard/bulk/retry?state=discarded", "/dashboard/tasks/\(id)/payload",
        ]
        for path in paths {
            let page = try await site.get(path, cookie: cookie)
            #expect(page.headers[.contentSecurityPolicy] == Self.policy, "\(path)")
            #expect(
                page.headers[.xContentTypeOptions] == "nosniff" && page.headers[.cacheControl] == "no-store", "\(path)")
            #expect(page.body.firstMatch(of: /<[^>]+ (?:style|on[a-z]+)=/) == nil, "\(path)")
            #expect(
                page.body.matches(of: /<script(?! src="\/dashboard\/script\.js\?v=[0-9a-f]{16}" defer>)/).isEmpty,
                "\(path)")
            #expect(!page.body.contains("<style"), "\(path)")
        }
    }

    @Test func `what comes from outside is shown as text`() async throws {
        let site = try Site()
        let evil = #"<script>alert(1)</script><img src=x onerror="alert(2)">'"#
        let payload = #"{"title":"</script></pre><script>alert(3)</script>"}"#
        let id = try await site.finish(
            "r", .discard(AttemptError(.webhookStatus, evil)), payload: payload, answer: evil)
        let paths = [
            "/", "/dashboard/tasks", "/dashboard/tasks/\(id)", "/dashboard/tasks?username=a&repository=%3Cscript%3E",
            "/dashboard/tasks?state=%22%3E%3Cscript%3Ealert(4)", "/dashboard/tasks?username=%3Cimg%20src%3E",
            "/dashboard/sign-in?next=%22%3E%3Cscript%3E",
        ]
        for path in paths {
            let page = try await site.get(path)
            #expect(!page.body.contains("<script>") && !page.body.contains("<img"), "\(path)")
            #expect(!page.body.contains("</pre><"), "\(path)")
        }
        let page = try await site.get("/dashboard/tasks/\(id)")
        #expect(
            page.body.contains(
                "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;&#39;"))
        #expect(page.body.contains("&lt;/script&gt;&lt;/pre&gt;&lt;script&gt;alert(3)"))
    }

    @Test func `the overview of an empty database says how to post a task`() async throws {
        let page = try await Site().get("/")
        #expect(page.status == 200 && page.body.contains("No task yet"))
        #expect(page.body.contains("curl &#39;http://localhost/tasks&#39; --json"))
        #expect(try await Site().get("/dashboard/tasks").body.contains("No task yet"))
    }

    @Test func `the overview counts, and says what is due, held and closed`() async throws {
        let site = try Site()
        try await site.finish("done")
        try await site.add("waits", to: .url("https://hooks.example.com/secret"))
        _ = try await site.store.hold(.url("https://hooks.example.com/secret"), at: site.clock.now)
        site.gate.close(until: site.clock.now + 60_000, .primary)
        let page = try await site.get("/")
        #expect(page.body.contains(#"data-state="queued">1<"#) && page.body.contains(#"data-state="completed">1<"#))
        #expect(page.body.contains("The budget is spent") && page.body.contains("2 of 16"))
        #expect(page.body.contains("https://hooks.example.com") && !page.body.contains("secret"))
        #expect(page.body.contains("1 accepted") || page.body.contains("2 accepted"))
    }

    @Test func `a task tells its story, why it waits, and how to repeat its delivery`() async throws {
        let site = try Site()
        try await site.add()
        let claim = try await site.claim()
        try await site.store.freeze(FrozenPayload(body: #"{"a":[1,{}]}"#, collectedAt: site.clock.now), for: claim)
        var report = AttemptReport.fixture(stage: .deliver, at: site.clock.now)
        report.answer = "try later"
        let next = site.clock.now + 5000
        try await site.store.record(.retry(at: next, .backoff, .fixture), report: report, of: claim, at: site.clock.now)
        let page = try await site.get("/dashboard/tasks/\(claim.job.id)")
        for text in [
            "It has failed once, and is tried again", next.iso8601, "the receiver answered 502", "webhook_status",
            "try later", "answer <b>502</b>", "3 requests to GitHub", "took <b>12 ms</b>",
            "-H &#39;webhook-id: \(claim.job.webhookID)&#39; --data-binary @payload-1.json",
            "&quot;a&quot;: [\n    1,\n    {}\n  ]",
        ] {
            #expect(page.body.contains(text), "\(text)")
        }
        // Only what is finished can be sent once more.
        #expect(!page.body.contains("hookme jobs redeliver"))
        let payload = try await site.get("/dashboard/tasks/\(claim.job.id)/payload")
        #expect(payload.body == #"{"a":[1,{}]}"# && payload.headers[.contentType] == "application/json")
    }

    @Test func `what runs says since when, on its page and in the list`() async throws {
        let site = try Site()
        let id = try await site.add()
        site.clock.advance(by: 7000)
        let claim = try await site.claim()
        site.clock.advance(by: 1000)
        for path in ["/dashboard/tasks", "/dashboard/tasks/\(id)"] {
            #expect(try await site.get(path).body.contains(claim.claimedAt.iso8601), "\(path)")
        }
        try await site.store.record(
            .retry(at: site.clock.now + 5000, .backoff, .fixture),
            report: .fixture(stage: .collect, at: claim.claimedAt),
            of: claim, at: site.clock.now)
        #expect(try await site.store.job(id)?.claimedAt == nil)
    }

    @Test func `the next probe of a destination is told on a held task's page, and not as the task's own turn`()
        async throws
    {
        let site = try Site()
        let id = try await site.add()
        let probe = site.clock.now + 5000
        _ = try await sqlite3(
            site.database,
            """
            UPDATE jobs SET state = 'held', run_reason = 'held';
            INSERT INTO destinations (destination, state, reason, failing_jobs, held_at_ms, probe_at_ms)
            VALUES ('default', 'held', 'failing', 5, 1, \(probe.millisecondsSinceEpoch))
            """
        )
        #expect(try await site.get("/dashboard/tasks/\(id)").body.contains(probe.iso8601))
        let list = try await site.get("/dashboard/tasks").body
        #expect(list.contains("destination held") && !list.contains(probe.iso8601))
    }

    @Test func `what the receiver said is told once with each attempt`() async throws {
        let site = try Site()
        let error = AttemptError(.webhookStatus, "The receiver answered 503: restarting")
        let id = try await site.finish("r", .discard(error), answer: "restarting")
        let page = try await site.get("/dashboard/tasks/\(id)").body
        #expect(page.contains("<bdi>The receiver answered 503</bdi> <code>webhook_status</code>"))
        #expect(page.contains("<q><bdi>restarting</bdi></q>"))
        let shorter = try await site.finish("s", .discard(error), answer: "restarting, please wait")
        let other = try await site.get("/dashboard/tasks/\(shorter)").body
        #expect(other.contains("<bdi>The receiver answered 503: restarting</bdi> <code>webhook_status</code>"))
    }

    @Test func `a delivery to a task's own destination is not repeated to WEBHOOK_URL`() async throws {
        let site = try Site()
        for (destination, variable) in [
            (Destination.default, "WEBHOOK_URL"), (.url("https://hooks.example.com/secret"), "DESTINATION"),
        ] {
            let id = try await site.add(to: destination)
            let claim = try await site.claim()
            try await site.store.freeze(FrozenPayload(body: "{}", collectedAt: site.clock.now), for: claim)
            let page = try await site.get("/dashboard/tasks/\(id)").body
            #expect(page.contains("curl -i &quot;$\(variable)&quot;") && !page.contains("secret"))
            #expect(page.contains("<code>GET /tasks/\(id)</code> tells") == (destination != .default))
        }
    }

    @Test func `the last error of a destination is shown while it fails`() async throws {
        let error = "The receiver answered 503"
        for (hold, failing, isShown) in [(HoldReason.failing, 5, true), (nil, 1, true), (nil, 0, false)] {
            let view = DestinationView(
                DestinationStatus(
                    destination: .default, hold: hold, heldAt: nil, heldJobs: 0, probe: .never, probes: 0,
                    failingJobs: failing, lastError: error))
            #expect((view.lastError == error) == isShown)
        }
    }

    @Test func `a held destination is tried at its moment, or with its next task where none waits`() {
        let moment = Timestamp(millisecondsSinceEpoch: 1_000)
        for (heldJobs, words) in [(0, "with its next task"), (2, nil)] {
            let view = DestinationView(
                DestinationStatus(
                    destination: .default, hold: .failing, heldAt: nil, heldJobs: heldJobs, probe: .at(moment),
                    probes: 1,
                    failingJobs: 5, lastError: nil))
            #expect(view.probe == words && (view.probeAt == nil) == (words != nil))
        }
    }

    @Test func `a task that was cancelled before it ran had no attempt, and has none to come`() async throws {
        let site = try Site()
        let id = try await site.add()
        #expect(try await site.get("/dashboard/tasks/\(id)").body.contains(">None yet.<"))
        _ = try await site.store.cancel(id, at: site.clock.now)
        #expect(try await site.get("/dashboard/tasks/\(id)").body.contains(">None.<"))
    }

    @Test func `of many attempts the last hundred are shown`() async throws {
        let site = try Site()
        let id = try await site.finish()
        _ = try await sqlite3(
            site.database,
            """
            WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
            INSERT INTO attempts (job_id, attempt, result, stage, started_at_ms)
            SELECT \(id), i, 'deferred', 'collect', i FROM n
            """
        )
        let page = try await site.get("/dashboard/tasks/\(id)").body
        #expect(page.contains("50 earlier attempts") && page.contains(#"id="attempt-150""#))
        #expect(page.matches(of: /<li id="attempt-/).count == 100)
    }

    @Test func `of a large payload the beginning is shown`() async throws {
        let site = try Site()
        let payload = #"{"a":""# + String(repeating: "x", count: 200_000) + #""}"#
        let id = try await site.finish("r", payload: payload)
        let page = try await site.get("/dashboard/tasks/\(id)")
        #expect(page.body.utf8.count < 100_000 && page.body.contains("the first 64 KiB"))
        #expect(page.body.contains("<code>hookme jobs redeliver \(id)</code>"))
        #expect(try await site.get("/dashboard/tasks/\(id)/payload").body == payload)
    }

    @Test func `a list is filtered and goes on where it ended`() async throws {
        let site = try Site()
        for number in 1...60 { try await site.add("r\(number)") }
        let first = try await site.get("/dashboard/tasks?state=queued&username=&repository=&within=hour")
        #expect(first.body.contains("octocat/r60") && !first.body.contains("octocat/r10<"))
        let older = try #require(first.body.firstMatch(of: /<a href="([^"]+)" rel="next"/)).1.replacing(
            "&amp;", with: "&")
        let second = try await site.get(String(older))
        #expect(second.body.contains("octocat/r10<") && !second.body.contains("octocat/r60<"))
        #expect(second.body.contains(#"<option value="queued" selected>"#))
        #expect(try await site.get("/dashboard/tasks?state=held").body.contains("No such task"))
        let long = String(repeating: "x", count: 4000)
        let refused = try await site.get("/dashboard/tasks?state=\(long)").body
        #expect(refused.contains("There is no state &#39;xxx") && !refused.contains(String(repeating: "x", count: 61)))
        for query in ["state=nonsense", "repository=a", "after=yesterday", "username=a%20b", "before=x"] {
            #expect(try await site.get("/dashboard/tasks?\(query)").status == 400, "\(query)")
        }
    }

    @Test func `the sheet and the script may be kept for good, under a name that changes with them`() async throws {
        let site = try Site(tokens: Site.tokens)
        for asset in [Asset.style, .script] {
            let answer = try await site.get(asset.url)
            #expect(answer.status == 200 && answer.headers[.cacheControl] == "max-age=31536000, immutable")
            let tag = try #require(answer.headers[.eTag])
            #expect(try await site.get(asset.path, [.ifNoneMatch: tag]).status == 304)
        }
    }

    @Test func `the API is as it was`() async throws {
        let site = try Site(tokens: Site.tokens)
        #expect(try await site.get("/tasks").status == 401)
        #expect(try await site.get("/nothing").status == 401)
        #expect(try await site.get("/livez").status == 200)
        let cookie = try await site.session(Site.operatorToken)
        #expect(try await site.get("/tasks", cookie: cookie).status == 401)
        let tasks = try await site.get("/tasks", [.authorization: "Bearer \(Site.readToken.text)"])
        #expect(tasks.status == 200 && tasks.headers[.contentType] == "application/json")
    }
}
