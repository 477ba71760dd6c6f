import Foundation
import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// `POST /tasks/batch`.
@Suite(.timeLimit(.minutes(1)))
struct BatchTests {
    private struct Results: Decodable {
        struct Result: Decodable {
            var status: Int
            var task: TaskBody?
            var problem: ProblemBody?
        }
        var results: [Result]
    }

    private func post(_ tasks: [String], to api: API) async throws -> [Results.Result] {
        let answer = try await api.send(.post, "/tasks/batch", body: #"{"tasks":[\#(tasks.joined(separator: ","))]}"#)
        try #require(answer.status == 200, "\(answer.body)")
        #expect(answer.headers[.contentType] == "application/json" && answer.headers[.location] == nil)
        return try answer.decoded(Results.self).results
    }

    private func task(_ repository: String, _ members: String = "") -> String {
        #"{"username":"octocat","repository":"\#(repository)"\#(members)}"#
    }

    @Test func `each task is answered in its place, as it would be alone`() async throws {
        let api = try API()
        let live = try await api.post("live")
        let names = (0..<40).map { $0 == 3 ? "LIVE" : $0 == 30 ? "R2" : "r\($0)" }
        let results = try await post(names.map { task($0) }, to: api)
        #expect(results.map(\.status) == (0..<40).map { $0 == 3 || $0 == 30 ? 200 : 202 })
        #expect(results.allSatisfy { $0.problem == nil })
        #expect(results[3].task == live)
        // Twice in one request is one job.
        #expect(results[30].task == results[2].task)
        for (name, result) in zip(names, results) {
            let shown = try await api.show(try #require(result.task).id)
            #expect(shown.repository.lowercased() == name.lowercased() && shown.webhookId == result.task?.webhookId)
            #expect(result.task?.ok == "task successfully scheduled")
        }
        #expect(try await api.store.counts()[.queued] == 39)
    }

    @Test func `what is wrong with one is nothing to the others`() async throws {
        let api = try API()
        let results = try await post(
            [
                task("a"), "5", "null", "[]", #"{"repository":"b"}"#, #"{"username":"octocat","repository":null}"#,
                task("../b"), task("b", #","priority":9"#), task("b", #","delay":"1""#),
                task("b", #","run_at":"2030-01-01T00:00:00Z","delay":1"#),
                task("b", #","webhook_url":"http://127.0.0.1/""#), task("c", #","delay":3,"priority":0"#),
            ], to: api
        )
        #expect(results.map(\.status) == [202, 422, 422, 422, 400, 400, 422, 422, 422, 422, 422, 202])
        let details = results.map { $0.problem?.detail }
        #expect(details[1...3].allSatisfy { $0 == "a task must be a JSON object" })
        #expect(details[4] == "field username is required" && details[5] == "field repository is required")
        #expect(details[6] == InvalidName.repository.description)
        #expect(details[7] == "priority must be a whole number from 0, which goes first, to 3")
        #expect(details[8] == "delay must be a whole number of milliseconds from 0 to 31536000000")
        #expect(details[9] == "run_at and delay exclude each other")
        #expect(details[10]?.hasPrefix("webhook_url ") == true)
        #expect(results.allSatisfy { ($0.task == nil) != ($0.problem == nil) })
        #expect(results.compactMap(\.problem).allSatisfy { $0.status == $0.code && $0.error == $0.detail })
        let last = try #require(results.last?.task)
        #expect(last.runAt == (api.clock.now + 3).iso8601 && last.priority == 0)
        #expect(try await api.store.counts()[.queued] == 2)
    }

    @Test func `the limit of live jobs holds to the task`() async throws {
        let api = try API(liveLimit: 3)
        let live = try await api.post("live")
        let results = try await post(["a", "b", "c", "live", "A"].map { task($0) }, to: api)
        #expect(results.map(\.status) == [202, 202, 429, 200, 200])
        #expect(results[2].problem == ProblemBody(.tooManyJobs, "max simultaneous jobs"))
        #expect(results[3].task == live && results[4].task == results[0].task)
        #expect(try await api.store.counts()[.queued] == 3)
    }

    @Test(arguments: [
        ("{}", "field tasks is required"), (#"{"tasks":null}"#, "field tasks is required"),
        (#"{"tasks":[]}"#, BatchTests.counts), (#"{"tasks":{}}"#, BatchTests.counts),
        (#"{"tasks":5}"#, BatchTests.counts), (#"{"tasks":"a"}"#, BatchTests.counts),
        (#"{"tasks":{"username":"octocat","repository":"a"}}"#, BatchTests.counts),
        ("[]", "the body must be a JSON object"), ("null", "the body must be a JSON object"),
        ("", BatchTests.notJSON), (#"{"tasks":[{"username":"octocat","repository":"a"}]"#, BatchTests.notJSON),
        // One that no decoder can read makes the whole no JSON.
        (#"{"tasks":[{"username":"octocat","repository":"a"},{"username":"\x"}]}"#, BatchTests.notJSON),
        (#"{"tasks":[{"username":"octocat","repository":"a","delay":01}]}"#, BatchTests.notJSON),
    ])
    func `what is no list of tasks is refused as a whole`(body: String, detail: String) async throws {
        let api = try API()
        let types = ["field tasks is required": ProblemType.missingField, Self.notJSON: .invalidJSON]
        let answer = try await api.send(.post, "/tasks/batch", body: body)
        #expect(try answer.decoded() == ProblemBody(types[detail] ?? .invalidTask, detail))
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
    }

    private static let counts = "tasks must be an array of 1 to 1000 tasks"
    private static let notJSON = #"the body must be JSON: {"tasks": [{"username": "…", "repository": "…"}]}"#

    @Test func `a thousand tasks are accepted, one more is not, and the dispatcher hears of the earliest`() async throws
    {
        let api = try API()
        let tasks = (0..<1000).map { task("r\($0)", $0 == 700 ? #","delay":1"# : #","delay":\#(5000 - $0)"#) }
        let tooMany = try await api.send(
            .post, "/tasks/batch", body: #"{"tasks":[\#((tasks + [task("x")]).joined(separator: ","))]}"#)
        #expect(try tooMany.decoded() == ProblemBody(.invalidTask, Self.counts))
        #expect(api.rings.all.isEmpty)

        #expect(try await post(tasks, to: api).allSatisfy { $0.status == 202 })
        #expect(try await api.store.counts()[.queued] == 1000)
        #expect(api.rings.all == [api.clock.now + 1])
        #expect(try await post(tasks, to: api).allSatisfy { $0.status == 200 })
        #expect(api.rings.all.count == 1)
    }

    @Test func `a body over 1 MiB, one nested too deep and one of another type are not read`() async throws {
        let api = try API()
        let large = try await api.send(.post, "/tasks/batch", body: String(repeating: " ", count: 1_048_577))
        #expect(
            try large.decoded() == ProblemBody(.bodyTooLarge, "the body must not be larger than 1048576 bytes"))
        let deep = #"{"tasks":[{"username":"octocat","repository":"a"}],"x":\#(String(repeating: "[", count: 40))"#
        let nested = try await api.send(.post, "/tasks/batch", body: deep)
        #expect(
            try nested.decoded()
                == ProblemBody(.invalidJSON, "the body must not be nested deeper than 32 levels"))
        #expect(try await api.send(.post, "/tasks/batch", body: "{}", contentType: "text/plain").status == 415)
        // Larger than one task may be.
        let wide = try await post([task("a", #","x":"\#(String(repeating: "x", count: 100_000))""#)], to: api)
        #expect(wide.map(\.status) == [202])
    }

    @Test func `when the store fails none is accepted`() async throws {
        let body = #"{"tasks":[\#(task("a")),\#(task("b")),5]}"#
        let failing = try await API(storeFailsWith: .full).send(.post, "/tasks/batch", body: body)
        #expect(failing.headers[.retryAfter] == "30")
        #expect(
            try failing.decoded()
                == ProblemBody(.storeUnavailable, "the store is unavailable: the disk is full"))

        let api = try API()
        _ = try await sqlite3(
            api.database,
            """
            CREATE TRIGGER refuse BEFORE INSERT ON jobs WHEN new.repository = 'b'
            BEGIN SELECT raise(ABORT, 'no'); END;
            """
        )
        #expect(try await api.send(.post, "/tasks/batch", body: body).status == 503)
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
        #expect(api.rings.all.isEmpty)
    }
}
