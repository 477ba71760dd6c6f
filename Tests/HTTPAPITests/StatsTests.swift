import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

/// `GET /stats`.
struct StatsTests {
    @Test func `an empty queue stands still`() async throws {
        #expect(
            try await API().send(.get, "/stats").body == """
                {"jobs":{"queued":0,"running":0,"held":0,"completed":0,"discarded":0,"cancelled":0},\
                "paused":false,\
                "last_hour":{"accepted":0,"completed":0,"discarded":0,"cancelled":0,"failed_attempts":0},\
                "github":{"budgets":[]},"held_destinations":[]}
                """)
    }

    @Test func `it says what there is, and what keeps it waiting`() async throws {
        let api = try API()
        try await api.finish("one")
        try await api.post("two")
        api.clock.advance(by: API.scheduleInterval)
        try await api.post("three")
        _ = try await api.store.pause(at: api.clock.now)
        api.gate.closure = GateClosure(until: api.clock.now + 60_000, reason: .secondary)
        _ = try await sqlite3(
            api.database,
            """
            INSERT INTO jobs (username, repository, state, destination)
            VALUES ('octocat', 'a', 'held', 'https://example.com/s3cret');
            INSERT INTO destinations (destination, state, reason, held_at_ms, probe_at_ms)
            VALUES ('https://example.com/s3cret', 'held', 'failing', 1, \(api.clock.now.millisecondsSinceEpoch))
            """)
        #expect(
            try await api.send(.get, "/stats").body == """
                {"jobs":{"queued":2,"running":0,"held":1,"completed":1,"discarded":0,"cancelled":0},\
                "paused":true,"paused_at":"2027-01-15T08:00:21.600Z",\
                "oldest_due_at":"2027-01-15T08:00:21.600Z","next_run_at":"2027-01-15T08:00:32.400Z",\
                "last_hour":{"accepted":3,"completed":1,"discarded":0,"cancelled":0,"failed_attempts":0,\
                "mean_latency_ms":10800,"max_latency_ms":10800},\
                "github":{"closed_until":"2027-01-15T08:01:21.600Z","reason":"secondary","budgets":[]},\
                "held_destinations":[{"destination":"https://example.com","reason":"failing","held_jobs":1,\
                "probe_at":"2027-01-15T08:00:21.600Z"}]}
                """)
    }
}
