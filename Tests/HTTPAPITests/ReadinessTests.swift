import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

/// `GET /readyz?verbose`.
struct ReadinessTests {
    private func expect(
        _ answer: Answer, _ status: Int, _ body: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == status && answer.body == body, sourceLocation: sourceLocation)
        #expect(answer.headers[.contentType] == "text/plain; charset=utf-8", sourceLocation: sourceLocation)
    }

    @Test(arguments: ["/readyz?verbose", "/readyz?verbose=1", "/readyz?a=b&verbose"])
    func `what is well is listed`(path: String) async throws {
        expect(try await API().send(.get, path), 200, "[+]store ok\n[+]github ok\n")
    }

    @Test func `credentials that GitHub refuses make it unready, and are told`() async throws {
        let api = try API()
        api.gate.closure = GateClosure(until: api.clock.now + 60_000, reason: .unauthorized)
        let answer = try await api.send(.get, "/readyz?verbose")
        expect(
            answer, 503,
            "[+]store ok\n[-]github does not accept the credentials; asked again at 2027-01-15T08:01:00.000Z\n"
        )
        #expect(answer.headers[.retryAfter] == "60")
    }

    @Test func `a store that fails makes it unready, and is told`() async throws {
        let answer = try await API(storeFailsWith: .full).send(.get, "/readyz?verbose")
        expect(
            answer, 503,
            "[-]store the disk is full\n[+]github ok\n[!]queue and destinations unknown: the disk is full\n"
        )
        #expect(answer.headers[.retryAfter] == "30")
    }

    @Test func `destinations that are held are told without what may be secret, and leave it ready`() async throws {
        let api = try API()
        _ = try await sqlite3(
            api.database,
            """
            INSERT INTO jobs (username, repository, state) VALUES ('octocat', 'a', 'held'), ('octocat', 'b', 'held');
            INSERT INTO jobs (username, repository, state, destination)
            VALUES ('octocat', 'a', 'held', 'https://example.com/s3cret');
            INSERT INTO destinations (destination, state, reason, held_at_ms, probe_at_ms, probe_job, last_error)
            VALUES ('default', 'held', 'failing', 1, \(api.clock.now.millisecondsSinceEpoch + 29_001), NULL, 's3cret'),
                   ('https://example.com/s3cret', 'held', 'gone', 1, NULL, NULL, 's3cret'),
                   ('https://example.org/', 'held', 'failing', 1, NULL, 7, NULL),
                   ('https://open.example', 'open', NULL, NULL, NULL, NULL, NULL);
            """
        )
        let body = """
            [+]store ok
            [+]github ok
            [!]destination default held: failing, 2 jobs, probe in 30 s
            [!]destinations of tasks held: 2, see GET /stats

            """
        expect(try await api.send(.get, "/readyz?verbose"), 200, body)
        let plain = try await api.send(.get, "/readyz")
        #expect(plain.status == 200 && plain.body == #"{"status":"ok"}"#)
    }
}
