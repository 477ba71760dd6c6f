import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import Dashboard

/// What an operator does, and what nobody else may.
struct ActionTests {
    private static func paths(_ id: JobID) -> [String] {
        [
            "/dashboard/tasks/\(id)/retry", "/dashboard/tasks/\(id)/cancel", "/dashboard/tasks/\(id)/redeliver",
            "/dashboard/bulk/retry", "/dashboard/bulk/cancel", "/dashboard/queue/pause", "/dashboard/queue/resume",
            "/dashboard/destinations/hold", "/dashboard/destinations/release",
            "/dashboard/tasks/\(id)/destination/hold", "/dashboard/tasks/\(id)/destination/release",
        ]
    }

    @Test func `a job is retried, cancelled and sent again, and it is told once`() async throws {
        let site = try Site()
        let id = try await site.finish("r", .discard(.fixture))
        #expect(try await site.get("/dashboard/tasks/\(id)/retry").body.contains("Retry task 1, octocat/r?"))
        let answer = try await site.confirm("/dashboard/tasks/\(id)/retry")
        #expect(answer.status == 303 && answer.headers[.location] == "/dashboard/tasks/1")
        #expect(try await site.state(id) == .queued)

        let flash = try #require(answer.cookie("hookme_flash"))
        let page = try await site.get("/dashboard/tasks/1", cookie: flash)
        #expect(page.body.contains("Task 1 is queued, and due now."))
        #expect(page.setCookie("hookme_flash")?.contains("Max-Age=0") == true)

        #expect(try await site.confirm("/dashboard/tasks/\(id)/cancel").status == 303)
        #expect(try await site.state(id) == .cancelled)
        #expect(site.cancelled.all == [id])
        #expect(try await site.confirm("/dashboard/tasks/\(id)/redeliver").status == 303)
        #expect(try await site.state(id) == .queued)
        let refused = try await site.confirm("/dashboard/tasks/\(id)/redeliver")
        #expect(refused.status == 409 && refused.body.contains("Nothing was done"))
        #expect(try await site.confirm("/dashboard/tasks/99/retry").status == 404)
    }

    @Test func `what is asked about says what it is called, and what keeps it waiting even so`() async throws {
        let site = try Site()
        let id = try await site.add()
        let (page, retry) = ("/dashboard/tasks/\(id)", "/dashboard/tasks/\(id)/retry")
        #expect(try await site.get(page).body.contains("Run now…"))
        #expect(try await site.get("/dashboard/tasks?state=queued").body.contains("Run all of these…"))
        #expect(try await site.get("/dashboard/bulk/retry?state=queued").body.contains(">Run 1 task<"))
        let question = try await site.get(retry).body
        #expect(question.contains("Run task 1, octocat/Hello-World?") && question.contains(">Run it<"))
        #expect(!question.contains("paused") && !question.contains("is held"))

        _ = try await site.store.hold(.default, at: site.clock.now)
        #expect(try await site.get(retry).body.contains("Its destination is held: it waits until that is released."))
        _ = try await site.store.pause(at: site.clock.now)
        #expect(try await site.get(retry).body.contains("The queue is paused: it waits until somebody resumes that."))
        #expect(try await !site.get("\(page)/cancel").body.contains("paused"))
    }

    @Test func `the queue is paused and resumed`() async throws {
        let site = try Site()
        #expect(try await site.confirm("/dashboard/queue/pause").headers[.location] == "/")
        let page = try await site.get("/")
        #expect(page.body.contains("The queue is paused") && page.body.contains("/dashboard/queue/resume"))
        let id = try await site.add()
        #expect(
            try await site.get("/dashboard/tasks/\(id)").body.contains("nothing is begun until somebody resumes it"))
        _ = try await site.confirm("/dashboard/queue/resume")
        #expect(try await site.get("/").body.contains("The queue runs"))
    }

    @Test func `a destination is held and released without its URL being told`() async throws {
        let site = try Site()
        let secret = Destination.url("https://hooks.example.com/secret")
        _ = try await site.store.hold(secret, at: site.clock.now)
        _ = try await site.store.release(secret)
        let page = try await site.get("/")
        let codes = page.body.matches(of: /destinations\/hold\?destination=([0-9a-z]+)/).map { String($0.1) }
        #expect(codes.count == 2 && codes.contains("default") && !page.body.contains("secret"))
        for code in codes {
            #expect(try await site.confirm("/dashboard/destinations/hold", ["destination": code]).status == 303)
        }
        #expect(Set(try await site.store.heldDestinations().map(\.destination)) == [.default, secret])
        for code in codes {
            #expect(try await site.confirm("/dashboard/destinations/release", ["destination": code]).status == 303)
            #expect(try await site.confirm("/dashboard/destinations/release", ["destination": code]).status == 409)
        }
        #expect(try await site.store.heldDestinations().isEmpty)
        #expect(try await site.confirm("/dashboard/destinations/hold", ["destination": "nonsense"]).status == 404)
    }

    @Test func `a destination that never failed is held and released from its task's page`() async throws {
        let site = try Site()
        let secret = Destination.url("https://hooks.example.com/secret")
        for destination in [Destination.default, secret] {
            let id = try await site.add(to: destination)
            let (page, hold) = ("/dashboard/tasks/\(id)", "/dashboard/tasks/\(id)/destination/hold")
            let release = "/dashboard/tasks/\(id)/destination/release"
            #expect(try await site.get(page).body.contains(#"href="\#(hold)""#))
            #expect(try await site.get(release).body.contains("It is not held, so that there is nothing to do."))
            let question = try await site.get(hold)
            #expect(question.body.contains("Hold \(destination.label)?") && !question.body.contains("secret"))
            let held = try await site.confirm(hold)
            #expect(held.status == 303 && held.headers[.location] == page)
            #expect(try await site.store.heldDestinations().map(\.destination) == [destination])
            #expect(try await site.get(hold).body.contains("It is held already"))

            // A claim is what holds its task.
            #expect(try await site.store.claim(limit: 1, at: site.clock.now).isEmpty)
            #expect(try await site.state(id) == .held)
            #expect(try await site.get(page).body.contains(#"href="\#(release)""#))
            let released = try await site.confirm(release)
            #expect(
                released.headers[.location] == page
                    && released.cookie("hookme_flash")?.hasSuffix("=released.1.0") == true)
            #expect(try await site.store.heldDestinations().isEmpty)
            #expect(try await site.confirm(release).status == 409)
            #expect(try await site.confirm("/dashboard/tasks/\(id)/cancel").status == 303)
        }
        #expect(try await site.confirm("/dashboard/tasks/99/destination/hold").status == 404)
    }

    @Test func `a release counts no more tasks than are told`() async throws {
        let site = try Site()
        _ = try await site.store.hold(.default, at: site.clock.now)
        _ = try await sqlite3(
            site.database,
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= \(mostJobsCounted))
            INSERT INTO jobs (username, repository, state, run_at_ms, created_at_ms) SELECT 'octocat', 'r' || i, 'held', 1, 1 FROM n
            """
        )
        let answer = try await site.confirm("/dashboard/destinations/release", ["destination": "default"])
        let page = try await site.get("/", cookie: answer.cookie("hookme_flash"))
        #expect(page.body.contains("The destination is released: 10,000 or more held tasks go on."))
    }

    @Test func `a read token changes nothing, and is shown nothing to do it with`() async throws {
        let site = try Site(tokens: Site.tokens)
        let cookie = try await site.session(Site.readToken)
        let id = try await site.finish("r", .discard(.fixture))
        let token = try await site.formToken(cookie: cookie, at: "/")
        for path in Self.paths(id) {
            #expect(try await site.get(path + "?state=discarded", cookie: cookie).status == 403, "\(path)")
            let answer = try await site.post(path, ["form": token, "state": "discarded"], cookie: cookie)
            #expect(answer.status == 403 && answer.body.contains("Your token only reads"), "\(path)")
        }
        #expect(try await site.state(id) == .discarded)
        #expect(try await site.store.stats(at: site.clock.now).pausedAt == nil)
        for path in ["/", "/dashboard/tasks?state=discarded", "/dashboard/tasks/\(id)"] {
            let page = try await site.get(path, cookie: cookie)
            #expect(page.status == 200 && page.body.contains("read only"), "\(path)")
            #expect(Self.paths(id).allSatisfy { !page.body.contains($0) }, "\(path)")
        }
    }

    @Test func `a form that is not from our own page does nothing`() async throws {
        let site = try Site(tokens: Site.tokens)
        let cookie = try await site.session(Site.operatorToken)
        let other = try await site.formToken(cookie: try await site.session(Site.readToken), at: "/")
        let token = try await site.formToken(cookie: cookie)
        let fetchSite = try #require(HTTPField.Name("sec-fetch-site"))
        let id = try await site.finish("r", .discard(.fixture))
        let strange: [(form: [String: String], headers: HTTPFields)] = [
            ([:], [:]), (["form": ""], [:]), (["form": other], [:]), (["form": token + "x"], [:]),
            (["form": token], [fetchSite: "cross-site"]), (["form": token], [fetchSite: "same-site"]),
            (["form": token], [.origin: "http://evil.example"]), (["form": token], [.origin: "null"]),
            (["form": token], [.origin: "http://localhost:9999"]),
        ]
        for path in Self.paths(id) {
            for (form, headers) in strange {
                let form = form.merging(["state": "discarded"]) { $1 }
                #expect(
                    try await site.post(path, form, cookie: cookie, headers).status == 403, "\(path) \(form) \(headers)"
                )
            }
            #expect(try await site.post(path, ["form": token]).status == 401)
        }
        #expect(try await site.state(id) == .discarded)
        #expect(try await site.store.stats(at: site.clock.now).pausedAt == nil)
        let good: HTTPFields = [fetchSite: "same-origin", .origin: "http://localhost"]
        #expect(try await site.post("/dashboard/queue/pause", ["form": token], cookie: cookie, good).status == 303)
    }

    @Test func `forms are proven also where nobody signs in`() async throws {
        let site = try Site()
        #expect(try await site.post("/dashboard/queue/pause").status == 403)
        #expect(try await site.post("/dashboard/queue/pause", ["form": try await Site().formToken()]).status == 403)
        #expect(try await site.store.stats(at: site.clock.now).pausedAt == nil)
        #expect(try await site.confirm("/dashboard/queue/pause").status == 303)
    }

    @Test func `many are retried and cancelled, as many as were said`() async throws {
        let site = try Site()
        try await site.finish("done")
        // More than are touched by one transaction.
        _ = try await sqlite3(
            site.database,
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
            INSERT INTO jobs (username, repository, state, attempts, created_at_ms, finished_at_ms)
            SELECT 'octocat', 'r' || i, 'discarded', 1, \(site.clock.now.millisecondsSinceEpoch), 1 FROM n
            """
        )
        let question = try await site.get("/dashboard/bulk/retry?state=discarded&username=octocat")
        #expect(question.body.contains("120 tasks match.") && question.body.contains("Retry 120 tasks"))
        let one = try await site.get("/dashboard/bulk/retry?state=discarded&username=octocat&repository=r7")
        #expect(one.body.contains("1 task matches."))

        let countedAt = site.clock.now.iso8601
        site.clock.advance(by: 1)
        let uncounted = try await site.finish("late", .discard(.fixture))
        _ = try await site.confirm(
            "/dashboard/bulk/retry",
            ["state": "discarded", "username": "octocat", "repository": "r7", "counted_at": countedAt])
        #expect(try await site.store.counts()[.queued] == 1)
        let answer = try await site.confirm("/dashboard/bulk/retry", ["state": "discarded", "counted_at": countedAt])
        #expect(answer.status == 303 && answer.cookie("hookme_flash") == "hookme_flash=many-retried.119.0")
        #expect(try await site.state(uncounted) == .discarded)
        #expect(try await site.store.counts()[.queued] == 120)
        // Without the moment at which they were counted it is not a form of ours.
        for strange in ["", "yesterday"] {
            let form = ["state": "queued", "counted_at": strange]
            #expect(try await site.confirm("/dashboard/bulk/cancel", form).status == 403)
        }
        #expect(try await site.store.counts()[.queued] == 120)
        _ = try await site.confirm(
            "/dashboard/bulk/cancel", ["state": "queued", "counted_at": site.clock.now.iso8601])
        let counts = try await site.store.counts()
        #expect(counts[.cancelled] == 120 && counts[.completed] == 1 && site.cancelled.all.count == 120)
        #expect(try await site.get("/dashboard/bulk/cancel?state=queued").body.contains("There is none"))
        for state in ["", "completed", "held"] {
            #expect(try await site.confirm("/dashboard/bulk/retry", ["state": state]).status == 400)
        }
    }
}
