import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

struct AcceptTests {
    private let api: API

    init() throws {
        api = try API()
    }

    @Test func `a task is answered with its job, which is in the store by then`() async throws {
        let answer = try await api.send(.post, "/tasks", body: #"{"username":"octocat","repository":"Hello-World"}"#)
        #expect(answer.status == 202)
        #expect(answer.headers[.contentType] == "application/json")
        let task: TaskBody = try answer.decoded()
        #expect(answer.headers[.location] == "/tasks/\(task.id)")

        let job = try #require(try await api.store.job(JobID(task.id)))
        #expect(job.name.description == "octocat/Hello-World")
        #expect(job.runAt == api.clock.now + API.scheduleInterval && job.createdAt == api.clock.now)
        #expect(
            task
                == TaskBody(
                    ok: "task successfully scheduled", id: 1, username: "octocat", repository: "Hello-World",
                    state: "queued", stage: "collect", runAt: "2027-01-15T08:00:10.800Z", runReason: "enqueued",
                    attempts: 0, failures: 0, deferrals: 0, crashes: 0, errorClass: nil, lastError: nil,
                    createdAt: "2027-01-15T08:00:00.000Z", finishedAt: nil, webhookId: job.webhookID
                )
        )
        #expect(try answer.members().isDisjoint(with: ["error_class", "last_error", "finished_at"]))
    }

    @Test func `a task whose job is live gets that job, at the time it had`() async throws {
        let first = try await api.post()
        api.clock.advance(by: 500)
        let again = try await api.send(.post, "/tasks", body: #"{"username":"OCTOCAT","repository":"hello-world"}"#)
        #expect(again.status == 200)
        #expect(again.headers[.location] == "/tasks/\(first.id)")
        #expect(try again.decoded() == first)
    }

    @Test func `a task whose job is finished gets a new one`() async throws {
        let first = try await api.post()
        try await api.claimAndRecord(.complete)
        #expect(try await api.post().id > first.id)
    }

    @Test func `the dispatcher hears of a new job once, and not of a known one`() async throws {
        try await api.post("one")
        try await api.post("one")
        api.clock.advance(by: 7)
        try await api.post("two")
        let start = api.clock.now + API.scheduleInterval
        #expect(api.rings.all == [start + -7, start])
    }

    @Test(arguments: [
        nil, "application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
        "application/json ;charset=UTF-8", "application/vnd.x+json",
    ])
    func `a body that says it is JSON, or nothing, is read as JSON`(contentType: String?) async throws {
        let answer = try await api.send(
            .post, "/tasks", body: #"{"username":"octocat","repository":"a"}"#, contentType: contentType
        )
        #expect(answer.status == 202)
    }

    @Test(arguments: [
        (#"{"username":"octocat","repository":"a","labels":[1]}"#, "octocat/a"),
        (#" { "repository" : "a.b_c-d", "username" : "dependabot[bot]" } "#, "dependabot[bot]/a.b_c-d"),
        (#"{"username":"octo\u0063at","repository":"a"}"#, "octocat/a"),
    ])
    func `a task is what its two members say, whatever stands beside them`(body: String, name: String) async throws {
        let task: TaskBody = try await api.send(.post, "/tasks", body: body).decoded()
        #expect("\(task.username)/\(task.repository)" == name)
    }

    @Test func `a body of 64 KiB is read`() async throws {
        let task = #"{"username":"octocat","repository":"a"}"#
        let padding = String(repeating: " ", count: 65_536 - task.utf8.count)
        let answer = try await api.send(.post, "/tasks", body: task + padding)
        #expect(answer.status == 202)
    }
}
