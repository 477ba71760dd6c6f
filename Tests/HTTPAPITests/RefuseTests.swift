import HTTPTypes
import JobStore
import Jobs
import Testing

@testable import HTTPAPI

struct RefuseTests {
    private let api: API

    init() throws {
        api = try API()
    }

    private func expectProblem(_ answer: Answer, _ problem: ProblemBody) throws {
        #expect(answer.status == problem.status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try answer.decoded() == problem)
        #expect(try answer.members() == ["type", "title", "status", "detail", "code", "error"])
    }

    private func expectNothingStored() async throws {
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
        #expect(api.rings.all.isEmpty)
    }

    @Test(arguments: [
        (#"{"repository":"a"}"#, "field username is required"),
        (#"{"username":null,"repository":"a"}"#, "field username is required"),
        ("{}", "field username is required"),
        (#"{"username":"octocat"}"#, "field repository is required"),
        (#"{"username":"octocat","repository":null}"#, "field repository is required"),
        ("", RefuseTests.notJSON),
        (" ", RefuseTests.notJSON),
        ("username=octocat", RefuseTests.notJSON),
        (#"{"username":"octocat","repository":"a""#, RefuseTests.notJSON),
        (#"{"username":"octocat","repository":"a"}}"#, RefuseTests.notJSON),
        (#"{'username':'octocat','repository':'a'}"#, RefuseTests.notJSON),
        // As in UTF-16, in which the same brackets are other bytes.
        ("{\u{0}\"username\":\"octocat\",\"repository\":\"a\"}", "the body must be JSON in UTF-8"),
    ])
    func `what is no JSON, or lacks a member, is a bad request`(body: String, detail: String) async throws {
        let type = detail.contains("must be JSON") ? ProblemType.invalidJSON : .missingField
        let answer = try await api.send(.post, "/tasks", body: body)
        try expectProblem(answer, ProblemBody(type, detail))
        try await expectNothingStored()
    }

    private static let notJSON = #"the body must be JSON: {"username": "…", "repository": "…"}"#

    @Test(arguments: [
        ("[]", "the body must be a JSON object"),
        (#"[{"username":"octocat","repository":"a"}]"#, "the body must be a JSON object"),
        ("42", "the body must be a JSON object"),
        (#""octocat""#, "the body must be a JSON object"),
        ("null", "the body must be a JSON object"),
        ("true", "the body must be a JSON object"),
        (#"{"username":7,"repository":"a"}"#, "username must be a string"),
        (#"{"username":"octocat","repository":["a"]}"#, "repository must be a string"),
        (#"{"username":{},"repository":"a"}"#, "username must be a string"),
        (#"{"username":"octocat","repository":false}"#, "repository must be a string"),
        (#"{"username":"octocat","repository":"a","webhook_url":7}"#, "webhook_url must be a string"),
    ])
    func `JSON of another shape cannot be processed`(body: String, detail: String) async throws {
        let answer = try await api.send(.post, "/tasks", body: body)
        try expectProblem(answer, ProblemBody(.invalidTask, detail))
        try await expectNothingStored()
    }

    @Test(arguments: [
        ("", "a", InvalidName.username), ("-octocat", "a", .username), ("octo cat", "a", .username),
        ("octo/cat", "a", .username), ("..", "a", .username), ("größe", "a", .username),
        ("octocat", "", .repository), ("octocat", ".", .repository), ("octocat", "..", .repository),
        ("octocat", "a/b", .repository), ("octocat", "a b", .repository), ("octocat", "a?b", .repository),
        ("octocat", String(repeating: "a", count: 101), .repository),
    ])
    func `names that GitHub cannot have cannot be processed`(
        username: String, repository: String, name: InvalidName
    ) async throws {
        let body = #"{"username":"\#(username)","repository":"\#(repository)"}"#
        let answer = try await api.send(.post, "/tasks", body: body)
        try expectProblem(answer, ProblemBody(.invalidTask, name.description))
        try await expectNothingStored()
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/json", "json", "",
        "application/octet-stream", "application/jsonp",
    ])
    func `a body that says it is something else is not read`(contentType: String) async throws {
        let answer = try await api.send(
            .post, "/tasks", body: #"{"username":"octocat","repository":"a"}"#, contentType: contentType
        )
        let detail = "the body must be application/json (curl: --json instead of -d)"
        try expectProblem(answer, ProblemBody(.unsupportedMediaType, detail))
        #expect(answer.headers[.accept] == "application/json")
        try await expectNothingStored()
    }

    @Test func `a body over 64 KiB is not read`() async throws {
        let answer = try await api.send(.post, "/tasks", body: String(repeating: " ", count: 65_537))
        try expectProblem(
            answer, ProblemBody(.bodyTooLarge, "the body must not be larger than 65536 bytes")
        )
        try await expectNothingStored()
    }

    @Test func `over the limit a new task has to come again, and a live one is found`() async throws {
        let api = try API(liveLimit: 1)
        let live = try await api.post("one")
        let answer = try await api.send(.post, "/tasks", body: #"{"username":"octocat","repository":"two"}"#)
        try expectProblem(answer, ProblemBody(.tooManyJobs, "max simultaneous jobs"))
        #expect(answer.headers[.retryAfter] == "5")
        #expect(try await api.post("one") == live)
        try await api.claimAndRecord(.complete)
        #expect(try await api.post("two").id > live.id)
        #expect(api.rings.all.count == 2)
    }

    @Test(arguments: [
        ("/", "route not found"), ("/task", "route not found"), ("/tasks/1/attempt", "route not found"),
        ("/queue", "route not found"),
        ("/tasks/1/attempts", "task not found"), ("/tasks/one/payload", "task not found"),
        ("/tasks/1?wait=5", "task not found"),
        ("/tasks/1", "task not found"), ("/tasks/0", "task not found"), ("/tasks/-1", "task not found"),
        ("/tasks/one", "task not found"), ("/tasks/1.0", "task not found"),
        ("/tasks/99999999999999999999", "task not found"),
    ])
    func `what is not there is not found`(path: String, detail: String) async throws {
        let type = detail == "task not found" ? ProblemType.taskNotFound : .routeNotFound
        try expectProblem(try await api.send(.get, path), ProblemBody(type, detail))
    }
}
