import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// What the API says while nothing may be asked of GitHub.
struct ClosedGateTests {
    private let api: API

    init() throws {
        api = try API()
    }

    @Test(arguments: [
        (GateState.Reason.primary, "rate_limit"), (.secondary, "rate_limit"), (.unauthorized, "held"),
    ])
    func `a job that has to collect says until when it waits, and why`(
        reason: GateState.Reason, runReason: String
    ) async throws {
        let accepted = try await api.post()
        api.gate.closure = GateClosure(until: api.clock.now + 3_600_000, reason: reason)
        let task = try await api.show(accepted.id)
        #expect(task.runAt == "2027-01-15T09:00:00.000Z" && task.runReason == runReason)
        #expect(task.state == "queued" && task.deferrals == 0)
        api.clock.advance(by: 3_600_000)
        #expect(try await api.show(accepted.id).runReason == "enqueued")
    }

    @Test func `a job that is due later than that keeps its own time`() async throws {
        let accepted = try await api.post()
        api.gate.closure = GateClosure(until: api.clock.now + 1, reason: .primary)
        #expect(try await api.show(accepted.id).runAt == accepted.runAt)
    }

    @Test func `a job that has only to deliver does not wait for GitHub`() async throws {
        let accepted = try await api.post()
        let claim = try await api.claim()
        try await api.store.freeze(FrozenPayload(body: "{}", collectedAt: api.clock.now), for: claim)
        try await api.store.record(.release, report: .fixture(at: api.clock.now), of: claim, at: api.clock.now)
        api.gate.closure = GateClosure(until: api.clock.now + 3_600_000, reason: .primary)
        #expect(try await api.show(accepted.id).runReason == "shutdown")
    }

    @Test func `it is ready while the budget is spent, and not while GitHub refuses the credentials`() async throws {
        api.gate.closure = GateClosure(until: api.clock.now + 60_000, reason: .primary)
        #expect(try await api.send(.get, "/readyz").status == 200)
        api.gate.closure = GateClosure(until: api.clock.now + 60_000, reason: .unauthorized)
        let answer = try await api.send(.get, "/readyz")
        #expect(answer.status == 503 && answer.headers[.retryAfter] == "60")
        #expect(
            try answer.decoded()
                == ProblemBody(
                    .githubRefuses,
                    "GitHub does not accept the credentials, so nothing is collected; "
                        + "asked again at 2027-01-15T08:01:00.000Z"
                )
        )
        #expect(try await api.send(.get, "/livez").status == 200)
    }
}
