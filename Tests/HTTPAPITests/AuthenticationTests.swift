import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

struct AuthenticationTests {
    private static let token = AccessToken()
    private static let every = Caller(name: "every", scopes: Set(Scope.allCases))

    private func api(_ caller: Caller = every, requestsPerMinute: Int? = nil) throws -> API {
        try API(tokens: TokenList([TokenEntry(Self.token, of: caller)]), requestsPerMinute: requestsPerMinute)
    }

    /// Each route of the API with each method, as a path that could be asked for.
    private static func routes(_ api: API) -> [(method: HTTPRequest.Method, path: String)] {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        let paths = Set(api.routes.router().routes.map { "\($0.path)".replacing(/[:{][a-z]+}?/, with: "1") })
        return paths.flatMap { path in methods.map { ($0, path) } }
    }

    @Test func `without a token nothing is answered but the health checks, whatever the route and method`() async throws
    {
        let api = try api()
        let routes = Self.routes(api) + [(.get, "/"), (.post, "/task"), (.get, "/livez/x"), (.get, "/tasks/1/x")]
        #expect(routes.count > 20)
        for (method, path) in routes {
            let answer = try await api.send(method, path, body: #"{"username":"octocat","repository":"a"}"#)
            let isOpen = ["/livez", "/readyz"].contains(path) && [.get, .head].contains(method)
            #expect((answer.status == 401) != isOpen, "\(method) \(path): \(answer.status)")
        }
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
        #expect(try await api.send(.get, "/livez").status == 200)
        #expect(try await api.send(.get, "/readyz?verbose").status == 200)
    }

    @Test func `each route needs a scope of its own`() async throws {
        for scope in Scope.allCases {
            let api = try api(Caller(name: "one", scopes: [scope]))
            for (method, path) in Self.routes(api) where method != .head {
                let body = #"{"username":"octocat","repository":"a"}"#
                let answer = try await api.send(method, path, body: body, token: Self.token.text)
                guard answer.status != 405, !["/livez", "/readyz", "/openapi.json"].contains(path) else { continue }
                let needed = try #require(Self.scopes["\(method) \(path)"], "\(method) \(path) is not in this table")
                #expect(
                    (answer.status == 403) == (needed != scope), "\(method) \(path) with \(scope): \(answer.status)")
                guard answer.status == 403 else { continue }
                let challenge = #"Bearer realm="hookme", error="insufficient_scope", scope="\#(needed.rawValue)""#
                #expect(answer.headers[.wwwAuthenticate] == challenge)
                #expect(
                    try answer.decoded()
                        == ProblemBody(.forbidden, "the token lacks the scope \(needed.rawValue)"))
            }
        }
    }

    /// Once more than in Routes.swift, so that a slip there is noticed.
    private static let scopes: [String: Scope] = [
        "POST /tasks": .enqueue, "POST /tasks/batch": .enqueue,
        "GET /tasks": .read, "GET /tasks/1": .read, "GET /tasks/1/attempts": .read, "GET /tasks/1/payload": .read,
        "GET /stats": .read, "GET /metrics": .read, "GET /destinations": .read,
        "POST /destinations/hold": .operate, "POST /destinations/release": .operate,
        "DELETE /tasks/1": .operate, "POST /tasks/1/retry": .operate, "POST /tasks/1/cancel": .operate,
        "POST /tasks/1/redeliver": .operate, "POST /queue/pause": .operate, "POST /queue/resume": .operate,
    ]

    @Test(arguments: [
        (nil, nil), ("", nil), ("Bearer", nil), ("Bearer ", nil), ("Basic aG9va21l", nil), ("hookme_abc", nil),
        ("Bearer hookme_abc", "invalid_token"), ("bearer  x", "invalid_token"), ("Bearer größe", "invalid_token"),
        ("Bearer \(token.text.dropLast())", "invalid_token"),
        ("Bearer \(token.text), Bearer \(token.text)", "invalid_token"),
        ("Bearer \(String(repeating: "x", count: 10_000))", "invalid_token"),
    ])
    func `what is no known token is refused, and told so only when one was sent`(
        authorization: String?, error: String?
    ) async throws {
        let answer = try await api().send(.get, "/tasks/1", authorization: authorization)
        #expect(answer.status == 401)
        let challenge = #"Bearer realm="hookme""# + (error.map { #", error="\#($0)""# } ?? "")
        #expect(answer.headers[.wwwAuthenticate] == challenge)
        #expect(answer.headers[.contentType] == "application/problem+json")
        let detail =
            error == nil ? "a token is needed: Authorization: Bearer hookme_…" : "the token is not one that is known"
        #expect(try answer.decoded() == ProblemBody(.unauthorized, detail))
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER"])
    func `the scheme may be written in any case`(scheme: String) async throws {
        let answer = try await api().send(.get, "/tasks/1", authorization: "\(scheme) \(Self.token.text)")
        #expect(answer.status == 404)
    }

    @Test func `what is not there is told to whoever has any token`() async throws {
        let api = try api(Caller(name: "one", scopes: [.read]))
        #expect(try await api.send(.get, "/nothing", token: Self.token.text).status == 404)
        #expect(try await api.send(.put, "/tasks", token: Self.token.text).status == 405)
    }

    @Test func `during a rotation both tokens of a name work, each with its own scopes`() async throws {
        let new = AccessToken()
        let api = try API(
            tokens: TokenList([
                TokenEntry(Self.token, of: Caller(name: "ci", scopes: [.read])),
                TokenEntry(new, of: Caller(name: "ci", scopes: [.enqueue])),
            ])
        )
        let body = #"{"username":"octocat","repository":"a"}"#
        #expect(try await api.send(.post, "/tasks", body: body, token: new.text).status == 202)
        #expect(try await api.send(.get, "/tasks/1", token: Self.token.text).status == 200)
        #expect(try await api.send(.post, "/tasks", body: body, token: Self.token.text).status == 403)
    }

    @Test func `whose requests of a minute are spent has to wait, and says nothing of others`() async throws {
        let api = try api(requestsPerMinute: 2)
        #expect(try await api.send(.get, "/tasks/1", token: Self.token.text).status == 404)
        #expect(try await api.send(.get, "/nothing", token: Self.token.text).status == 404)
        // A wrong token costs the right one nothing.
        #expect(try await api.send(.get, "/tasks/1", token: "hookme_wrong").status == 401)
        let answer = try await api.send(.get, "/tasks/1", token: Self.token.text)
        #expect(answer.status == 429 && answer.headers[.retryAfter] == "30")
        #expect(
            try answer.decoded() == ProblemBody(.tooManyRequests, "the token's requests of this minute are spent"))
        #expect(try await api.send(.get, "/livez").status == 200)
        api.clock.advance(by: 30_000)
        #expect(try await api.send(.get, "/tasks/1", token: Self.token.text).status == 404)
    }

    @Test func `without tokens everybody may do everything`() async throws {
        let api = try API()
        #expect(try await api.send(.get, "/tasks/1", token: "hookme_whatever").status == 404)
        try await api.post()
        #expect(try await api.send(.post, "/tasks/1/redeliver").status == 409)
    }
}
