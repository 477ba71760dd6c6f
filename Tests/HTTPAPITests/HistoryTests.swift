import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// `GET /tasks/{id}/attempts` and `/payload`.
struct HistoryTests {
    private let api: API

    init() throws {
        api = try API()
    }

    @Test func `each attempt says what it did, the first one first`() async throws {
        let task = try await api.post()
        #expect(try await api.send(.get, "/tasks/\(task.id)/attempts").body == #"{"attempts":[]}"#)
        let claim = try await api.claim()
        let report = AttemptReport(
            stage: .deliver, startedAt: api.clock.now, duration: 12, httpStatus: 502, requests: 3, answer: #"say "no""#
        )
        try await api.store.record(
            .retry(at: api.clock.now, .backoff, .fixture), report: report, of: claim, at: api.clock.now)
        _ = try await api.store.claim(limit: 1, at: api.clock.now)
        _ = try await api.store.recover(at: api.clock.now)
        let answer = try await api.send(.get, "/tasks/\(task.id)/attempts")
        #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
        #expect(
            answer.body == #"""
                {"attempts":[{"attempt":1,"result":"failed","stage":"deliver","started_at":"2027-01-15T08:00:10.800Z",\#
                "duration_ms":12,"http_status":502,"requests":3,"error_class":"webhook_status",\#
                "error":"the receiver answered 502","answer":"say \u0022no\u0022"},\#
                {"attempt":2,"result":"crashed","stage":"collect","started_at":"2027-01-15T08:00:10.800Z","requests":0,\#
                "error_class":"crash","error":"The daemon died while this attempt ran"}]}
                """#)
        #expect(try await api.send(.get, "/tasks/9/attempts").decoded() == ProblemBody(.taskNotFound, "task not found"))
    }

    @Test func `the payload is the bytes that were frozen`() async throws {
        let task = try await api.post()
        let path = "/tasks/\(task.id)/payload"
        let detail = "no payload is kept: none was collected yet, or it is kept no longer"
        #expect(try await api.send(.get, path).decoded() == ProblemBody(.payloadNotFound, detail))
        // Longer than a piece, and with a letter of two bytes where the first one ends.
        let text = "{\"a\":\"" + String(repeating: "x", count: 65_529) + String(repeating: "ü", count: 70_000) + "\"}"
        try await api.store.freeze(FrozenPayload(body: text, collectedAt: api.clock.now), for: try await api.claim())
        let answer = try await api.send(.get, path)
        #expect(answer.status == 200 && answer.body == text)
        #expect(answer.headers[.contentType] == "application/json")
        let webhookID = try #require(HTTPField.Name("webhook-id"))
        #expect(answer.headers[webhookID] == task.webhookId)
        let again = try await api.send(.get, path, ifNoneMatch: answer.headers[.eTag])
        #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == answer.headers[.eTag])
        #expect(try await api.send(.get, "/tasks/9/payload").status == 404)
    }
}
