import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

struct ShowTests {
    private let api: API
    private let error = AttemptError(.webhookStatus, "The receiver answered 502")

    init() throws {
        api = try API()
    }

    @Test func `a queued job is shown as it was accepted`() async throws {
        var accepted = try await api.post()
        accepted.ok = nil
        #expect(try await api.show(accepted.id) == accepted)
        let answer = try await api.send(.get, "/tasks/\(accepted.id)")
        #expect(answer.status == 200)
        #expect(try !answer.members().contains("ok"))
    }

    @Test func `a running job is shown with its attempt`() async throws {
        var expected = try await api.post()
        _ = try await api.claim()
        (expected.ok, expected.state, expected.attempts) = (nil, "running", 1)
        #expect(try await api.show(expected.id) == expected)
    }

    @Test func `a job that failed is shown with what went wrong and when it runs again`() async throws {
        let accepted = try await api.post()
        try await api.claimAndRecord(.retry(at: api.clock.now + 15_800, .backoff, error))
        let task = try await api.show(accepted.id)
        #expect(task.state == "queued" && task.runReason == "backoff" && task.runAt == "2027-01-15T08:00:15.800Z")
        #expect(task.errorClass == "webhook_status" && task.lastError == "The receiver answered 502")
        #expect(task.attempts == 1 && task.failures == 1 && task.deferrals == 0 && task.finishedAt == nil)
    }

    @Test func `a job that waits for GitHub is shown with until when and no failure`() async throws {
        let accepted = try await api.post()
        let spent = AttemptError(.githubRateLimit, "GitHub's budget is spent")
        try await api.claimAndRecord(.defer(until: api.clock.now + 3_600_000, .rateLimit, spent))
        let task = try await api.show(accepted.id)
        #expect(task.state == "queued" && task.runReason == "rate_limit" && task.runAt == "2027-01-15T09:00:00.000Z")
        #expect(task.errorClass == "github_rate_limit" && task.failures == 0 && task.deferrals == 1)
    }

    @Test func `a job whose payload is frozen is shown in its second stage`() async throws {
        let accepted = try await api.post()
        let claim = try await api.claim()
        try await api.store.freeze(FrozenPayload(body: "{}", collectedAt: api.clock.now), for: claim)
        #expect(try await api.show(accepted.id).stage == "deliver")
    }

    @Test func `a completed job is shown with when it finished and no error`() async throws {
        let accepted = try await api.post()
        try await api.claimAndRecord(.complete)
        let task = try await api.show(accepted.id)
        #expect(task.state == "completed" && task.finishedAt == "2027-01-15T08:00:10.800Z" && task.lastError == nil)
    }

    @Test func `a discarded job is shown with what it was given up for`() async throws {
        let accepted = try await api.post()
        try await api.claimAndRecord(.discard(error))
        let task = try await api.show(accepted.id)
        #expect(task.state == "discarded" && task.finishedAt == "2027-01-15T08:00:10.800Z")
        #expect(task.lastError == "The receiver answered 502" && task.failures == 1)
    }
}
