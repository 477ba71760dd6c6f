import HTTPAPI
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import TestSupport
import Testing

@testable import Dashboard

/// Who comes in.
struct SessionTests {
    @Test func `without a session every page leads to the sign-in, and back to where it was`() async throws {
        let site = try Site(tokens: Site.tokens)
        let page = try await site.get("/dashboard/tasks?state=held")
        #expect(page.status == 303)
        let place = try #require(page.headers[.location])
        #expect(place == "/dashboard/sign-in?next=%2Fdashboard%2Ftasks%3Fstate%3Dheld")
        #expect(try await site.get(place).body.contains(#"name="next" value="/dashboard/tasks?state=held""#))
        let answer = try await site.post(
            "/dashboard/sign-in", ["token": Site.readToken.text, "next": "/dashboard/tasks?state=held"])
        #expect(answer.status == 303 && answer.headers[.location] == "/dashboard/tasks?state=held")
        #expect(try await site.get("/dashboard/events?view=overview").status == 401)
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "/tasks", "/dashboard/é", ""])
    func `nobody is led away by signing in`(next: String) async throws {
        let answer = try await Site(tokens: Site.tokens).post(
            "/dashboard/sign-in", ["token": Site.readToken.text, "next": next])
        #expect(answer.headers[.location] == "/")
    }

    @Test func `the cookie is for this site alone, and no script reads it`() async throws {
        let site = try Site(tokens: Site.tokens)
        let plain = try await site.post("/dashboard/sign-in", ["token": Site.readToken.text])
        let cookie = try #require(plain.setCookie("hookme_session"))
        for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] { #expect(cookie.contains(part)) }
        #expect(!cookie.contains("Secure") && !cookie.contains(Site.readToken.text))
        let proxy = try #require(HTTPField.Name("x-forwarded-proto"))
        let secure = try await site.post("/dashboard/sign-in", ["token": Site.readToken.text], [proxy: "https"])
        #expect(secure.setCookie("hookme_session")?.contains("Secure") == true)
    }

    @Test func `a wrong token is told so, and one that may only post too`() async throws {
        let site = try Site(tokens: Site.tokens)
        for token in ["", "hookme_wrong", Site.readToken.text + "x"] {
            let answer = try await site.post("/dashboard/sign-in", ["token": token])
            #expect(answer.status == 401 && answer.cookie("hookme_session") == nil)
            #expect(answer.body.contains("not one that is known") && answer.body.contains("<form"))
        }
        let answer = try await site.post("/dashboard/sign-in", ["token": Site.enqueueToken.text])
        #expect(
            answer.status == 403 && answer.cookie("hookme_session") == nil
                && answer.body.contains("lacks the scope read"))
    }

    @Test func `wrong tokens are counted, and keep no right one out`() async throws {
        let site = try Site(tokens: Site.tokens, requestsPerMinute: 3)
        for _ in 1...3 { #expect(try await site.post("/dashboard/sign-in", ["token": "x"]).status == 401) }
        let answer = try await site.post("/dashboard/sign-in", ["token": "x"])
        #expect(answer.status == 429 && answer.headers[.retryAfter] == "20")
        let cookie = try await site.session(Site.readToken)
        for _ in 1...3 { #expect(try await site.get("/", cookie: cookie).status == 200) }
        #expect(try await site.get("/", cookie: cookie).status == 429)
    }

    @Test func `what is not there costs one request as any page does`() async throws {
        let site = try Site(tokens: Site.tokens, requestsPerMinute: 3)
        let cookie = try await site.session(Site.readToken)
        for _ in 1...3 { #expect(try await site.get("/dashboard/tasks/99", cookie: cookie).status == 404) }
        #expect(try await site.get("/dashboard/tasks/99", cookie: cookie).status == 429)
    }

    @Test func `a session ends after twelve hours, with its token, and never by a restart`() async throws {
        let site = try Site(tokens: Site.tokens)
        let cookie = try await site.session(Site.readToken)
        #expect(try await site.get("/", cookie: cookie).status == 200)
        #expect(try await Site(tokens: Site.tokens, from: site).get("/", cookie: cookie).status == 200)

        let others = TokenList([TokenEntry(AccessToken(), of: Caller(name: "reader", scopes: [.read]))])
        #expect(try await Site(tokens: others, from: site).get("/", cookie: cookie).status == 303)
        #expect(try await Site(tokens: Site.tokens, salt: "other", from: site).get("/", cookie: cookie).status == 303)

        site.clock.advance(by: Milliseconds(Sessions.lifetime.count - 1))
        #expect(try await site.get("/", cookie: cookie).status == 200)
        site.clock.advance(by: 1)
        #expect(try await site.get("/", cookie: cookie).status == 303)
    }

    @Test func `a session that nobody has given is none`() async throws {
        let site = try Site(tokens: Site.tokens)
        let cookie = try await site.session(Site.readToken)
        let later = cookie.replacing(/=[0-9]+/, with: "=9999999999999")
        let other = cookie.replacing(".reader.", with: ".the.operator.")
        let cut = String(cookie.dropLast(4))
        for forged in [
            later, other, cut, "hookme_session=", "hookme_session=..", "hookme_session=1.reader.", cookie + "A",
        ] {
            #expect(try await site.get("/", cookie: forged).status == 303, "\(forged)")
        }
    }

    @Test func `who signs out is out`() async throws {
        let site = try Site(tokens: Site.tokens)
        let cookie = try await site.session(Site.readToken)
        let token = try await site.formToken(cookie: cookie, at: "/")
        #expect(try await site.post("/dashboard/sign-out", ["form": "x"], cookie: cookie).status == 403)
        let answer = try await site.post("/dashboard/sign-out", ["form": token], cookie: cookie)
        #expect(answer.status == 303 && answer.cookie("hookme_session") == "hookme_session=")
        #expect(answer.setCookie("hookme_session")?.contains("Max-Age=0") == true)
    }

    @Test func `without tokens the page is for this machine only`() async throws {
        let closed = try Site(isLoopbackOnly: false)
        for path in ["/", "/dashboard/tasks", "/dashboard/sign-in", "/dashboard/events?view=overview"] {
            let page = try await closed.get(path)
            #expect(page.status == 403 && page.body.contains("AUTH_TOKENS is empty"), "\(path)")
        }
        #expect(try await closed.get("/tasks").status == 200)
        let open = try Site()
        #expect(try await open.get("/").status == 200)
        #expect(try await open.get("/dashboard/sign-in").headers[.location] == "/")
    }

    @Test(arguments: [
        ("localhost", true), ("localhost:4001", true), ("LocalHost:1", true), ("127.0.0.1:4001", true),
        ("[::1]:4001", true),
        ("127.9.9.9", true), ("evil.example", false), ("localhost.evil.example", false), ("evil.example:4001", false),
        ("192.168.1.7:4001", false), ("0.0.0.0:4001", false), ("", false), ("[::2]", false),
        ("127.0.0.1.evil.example", false),
    ])
    func `a name that is not this machine's own is somebody else's page`(authority: String, isOurs: Bool) throws {
        #expect(WebOrigin.isLoopback(authority) == isOurs)
        let now: WallClock = { Timestamp(millisecondsSinceEpoch: 0) }
        let door = Door(
            authentication: Authentication(), isLoopbackOnly: true,
            sessions: Sessions(authentication: Authentication(), salt: "", now: now)
        )
        let head = HTTPRequest(method: .get, scheme: "http", authority: authority, path: "/")
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let isLetIn = (try? door.checkOpen(to: request)) != nil
        #expect(isLetIn == isOurs)
    }
}
