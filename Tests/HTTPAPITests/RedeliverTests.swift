import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// `POST /tasks/{id}/redeliver`.
struct RedeliverTests {
    private let api: API

    init() throws {
        api = try API()
    }

    private func redeliver(_ id: Int64) async throws -> Answer {
        try await api.send(.post, "/tasks/\(id)/redeliver")
    }

    @Test func `a finished job is accepted to be delivered again, and the dispatcher hears of it`() async throws {
        let task = try await api.finish()
        api.clock.advance(by: 5000)
        let answer = try await redeliver(task.id)
        #expect(answer.status == 202 && answer.headers[.location] == "/tasks/\(task.id)")
        var job: TaskBody = try answer.decoded()
        #expect(job.ok == "task successfully scheduled")
        job.ok = nil
        #expect(try await api.show(task.id) == job)
        #expect(job.state == "queued" && job.stage == "deliver" && job.runReason == "manual" && job.finishedAt == nil)
        #expect(job.webhookId == task.webhookId)
        #expect(api.rings.all.last == api.clock.now)
    }

    @Test func `what cannot be redelivered says why, and rings nobody`() async throws {
        func expect(_ answer: Answer, _ type: ProblemType, _ detail: String) throws {
            #expect(answer.status == type.status.code && answer.headers[.contentType] == "application/problem+json")
            #expect(try answer.decoded() == ProblemBody(type, detail))
        }
        try expect(try await redeliver(7), .taskNotFound, "task not found")
        try expect(try await api.send(.post, "/tasks/x/redeliver"), .taskNotFound, "task not found")
        let task = try await api.finish()
        let live = try await api.post()
        let rings = api.rings.all.count
        try expect(
            try await redeliver(live.id), .wrongState,
            "the job is queued, and has to be completed or discarded or cancelled"
        )
        try expect(
            try await redeliver(task.id), .taskIsLive, "job \(live.id) is live for the same task"
        )
        _ = try await api.store.prunePayloads(finishedBefore: .distantFuture, limit: 9)
        try expect(
            try await redeliver(task.id), .payloadNotKept,
            "there is no payload to deliver: none was ever collected, or it is kept no longer"
        )
        #expect(api.rings.all.count == rings)
    }

    @Test func `a store that fails is told as everywhere`() async throws {
        let answer = try await API(storeFailsWith: .full).send(.post, "/tasks/1/redeliver")
        #expect(answer.status == 503 && answer.headers[.retryAfter] == "30")
    }
}
