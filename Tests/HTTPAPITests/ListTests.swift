import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// `GET /tasks`.
struct ListTests {
    private struct Body: Decodable, Equatable {
        var tasks: [TaskBody]
    }

    private let api: API

    init() throws {
        api = try API()
    }

    private func ids(_ path: String) async throws -> [Int64] {
        let answer = try await api.send(.get, path)
        #expect(answer.status == 200, "\(answer)")
        return try answer.decoded(Body.self).tasks.map(\.id)
    }

    private func link(_ path: String) async throws -> String? {
        let link = try #require(HTTPField.Name("link"))
        return try await api.send(.get, path).headers[link]
    }

    @Test func `tasks are shown as each by itself is, the newest first`() async throws {
        #expect(try await api.send(.get, "/tasks").body == #"{"tasks":[]}"#)
        for name in ["one", "two", "three"] { try await api.post(name) }
        let tasks = try await api.send(.get, "/tasks").decoded(Body.self).tasks
        let each = try await [api.show(3), api.show(2), api.show(1)]
        #expect(tasks == each)
        #expect(try await link("/tasks") == nil)
    }

    @Test func `the link leads on, with the same filters`() async throws {
        for number in 1...5 { try await api.post("r\(number)") }
        #expect(try await link("/tasks?limit=2") == #"</tasks?limit=2&before=4>; rel="next""#)
        var path = "/tasks?username=octocat&state=queued&limit=2&created_after=2027-01-15T00:00:00%2B00:00"
        var parts: [[Int64]] = []
        while true {
            parts.append(try await ids(path))
            guard let link = try await link(path) else { break }
            path = String(link.dropFirst().prefix { $0 != ">" })
        }
        #expect(parts == [[5, 4], [3, 2], [1]])
    }

    @Test func `each filter is understood`() async throws {
        try await api.finish("one")
        try await api.finish("two", .discard(.fixture))
        try await api.post("three")
        for (query, expected) in [
            ("state=completed", [1]), ("state=queued", [3]), ("username=OctoCat&repository=TWO", [2]),
            ("error_class=webhook_status", [2]), ("before=3", [2, 1]), ("limit=200", [3, 2, 1]),
            ("created_after=2027-01-15T08:00:10.800Z", [3, 2]), ("created_before=2027-01-15T09:00:10.8%2B01:00", [1]),
        ] as [(String, [Int64])] {
            #expect(try await ids("/tasks?\(query)") == expected, "\(query)")
        }
    }

    @Test(arguments: [
        ("state=done", "state must be one of queued, running, held, completed, discarded, cancelled"),
        ("limit=0", "limit must be a whole number from 1 to 200"),
        ("limit=201", "limit must be a whole number from 1 to 200"),
        ("limit=%2B5", "limit must be a whole number from 1 to 200"),
        ("limit=", "limit must be a whole number from 1 to 200"),
        ("before=x", "before must be a whole number from 1"),
        ("before=99999999999999999999", "before must be a whole number from 1"),
        (
            "created_after=yesterday",
            "created_after must be a moment such as 2026-11-23T22:44:04Z, with %2B for a + in it"
        ),
        ("repository=a", "repository needs a username beside it"),
        ("username=a%2Fb", "\(InvalidName.username)"),
        ("username=a&repository=..", "\(InvalidName.repository)"),
        ("state=queued&state=held", "state must be given once"),
        (
            "status=queued",
            "'status' is unknown; known: state, username, repository, error_class, created_after, created_before, "
                + "before, limit"
        ),
    ])
    func `a wrong parameter is told, and what it may be`(query: String, detail: String) async throws {
        let answer = try await api.send(.get, "/tasks?\(query)")
        #expect(answer.status == 400 && answer.headers[.contentType] == "application/problem+json")
        #expect(try answer.decoded() == ProblemBody(.invalidQuery, detail))
    }

    @Test(arguments: [
        ("tasks/1", "wait"), ("tasks/1/attempts", "none"), ("tasks/1/payload", "none"), ("stats", "none"),
    ])
    func `a misspelt parameter is told elsewhere too`(path: String, known: String) async throws {
        let answer = try await api.send(.get, "/\(path)?wiat=30")
        #expect(answer.status == 400)
        #expect(try answer.decoded() == ProblemBody(.invalidQuery, "'wiat' is unknown; known: \(known)"))
    }

    @Test func `a wrong error class is told all that there are`() async throws {
        let answer = try await api.send(.get, "/tasks?error_class=x")
        #expect(answer.status == 400 && ErrorClass.allCases.allSatisfy { answer.body.contains($0.rawValue) })
    }

    @Test func `a job that waits for GitHub says so here too`() async throws {
        try await api.post()
        api.gate.closure = GateClosure(until: api.clock.now + 3_600_000, reason: .primary)
        #expect(try await api.send(.get, "/tasks").decoded(Body.self).tasks.map(\.runReason) == ["rate_limit"])
    }

    @Test func `a store that fails is told as everywhere`() async throws {
        for path in ["/tasks", "/tasks/1/attempts", "/tasks/1/payload", "/tasks/1?wait=1", "/stats"] {
            #expect(try await API(storeFailsWith: .busy).send(.get, path).status == 503, "\(path)")
        }
    }
}
