import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// Jobs are retried, cancelled and deleted; the queue is paused and resumed.
struct OperateTests {
    private let api: API

    init() throws {
        api = try API()
    }

    private func expect(
        _ answer: Answer, _ type: ProblemType, _ detail: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(answer.status == type.status.code, sourceLocation: sourceLocation)
        #expect(try answer.decoded() == ProblemBody(type, detail), sourceLocation: sourceLocation)
    }

    @Test func `a discarded job is accepted to be retried, and the dispatcher hears of it`() async throws {
        let id = try await api.finish("r", .discard(.fixture)).id
        api.clock.advance(by: 5000)
        let answer = try await api.send(.post, "/tasks/\(id)/retry")
        #expect(answer.status == 202 && answer.headers[.location] == "/tasks/\(id)")
        let task: TaskBody = try answer.decoded()
        #expect(task.state == "queued" && task.stage == "deliver" && task.failures == 0 && task.runReason == "manual")
        #expect(api.rings.all.last == api.clock.now)
    }

    @Test func `a job is cancelled once its row says so, and the dispatcher hears of it`() async throws {
        let id = try await api.post().id
        _ = try await api.claim()
        for _ in 1...2 {
            let answer = try await api.send(.post, "/tasks/\(id)/cancel")
            #expect(answer.status == 200)
            #expect(try answer.decoded(TaskBody.self) == (try await api.show(id)))
        }
        #expect(try await api.show(id).state == "cancelled")
        #expect(api.rings.cancelled == [JobID(id), JobID(id)])
    }

    @Test func `a finished job is deleted`() async throws {
        let id = try await api.finish().id
        let answer = try await api.send(.delete, "/tasks/\(id)")
        #expect(answer.status == 204 && answer.body.isEmpty)
        #expect(try await api.send(.get, "/tasks/\(id)").status == 404)
        try expect(try await api.send(.delete, "/tasks/\(id)"), .taskNotFound, "task not found")
    }

    @Test func `what cannot be done says why`() async throws {
        let completed = try await api.finish("r").id
        let live = try await api.post("r").id
        try expect(
            try await api.send(.post, "/tasks/\(completed)/retry"), .wrongState,
            "the job is completed, and has to be queued or discarded or cancelled")
        try expect(
            try await api.send(.post, "/tasks/\(completed)/cancel"), .wrongState,
            "the job is completed, and has to be queued or held or running or cancelled")
        try expect(
            try await api.send(.delete, "/tasks/\(live)"), .wrongState,
            "the job is queued, and has to be completed or discarded or cancelled")
        _ = try await api.store.cancel(JobID(live), at: api.clock.now)
        let other = try await api.post("R").id
        try expect(
            try await api.send(.post, "/tasks/\(live)/retry"), .taskIsLive, "job \(other) is live for the same task")
        for verb in ["retry", "cancel"] {
            try expect(try await api.send(.post, "/tasks/99/\(verb)"), .taskNotFound, "task not found")
            try expect(try await api.send(.post, "/tasks/x/\(verb)"), .taskNotFound, "task not found")
            #expect(try await API(storeFailsWith: .full).send(.post, "/tasks/1/\(verb)").status == 503)
        }
        #expect(api.rings.cancelled.isEmpty)
    }

    @Test func `a paused queue says since when, and goes on`() async throws {
        try await api.post()
        let rings = api.rings.all.count
        for _ in 1...2 {
            let answer = try await api.send(.post, "/queue/pause")
            #expect(answer.status == 200 && answer.body == #"{"paused":true,"paused_at":"2027-01-15T08:00:00.000Z"}"#)
            api.clock.advance(by: API.scheduleInterval)
        }
        #expect(try await api.store.claim(limit: 1, at: api.clock.now).isEmpty)
        let ready = try await api.send(.get, "/readyz?verbose")
        #expect(ready.status == 200)
        #expect(
            ready.body == "[+]store ok\n[+]github ok\n[!]queue paused since 2027-01-15T08:00:00.000Z\n")
        #expect(api.rings.all.count == rings)
        let answer = try await api.send(.post, "/queue/resume")
        #expect(answer.status == 200 && answer.body == #"{"paused":false,"was_paused":true}"#)
        #expect(api.rings.all.last == .distantPast)
        #expect(try await api.store.claim(limit: 1, at: api.clock.now).count == 1)
    }
}
