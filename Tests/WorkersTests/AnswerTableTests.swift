import JobStore
import Jobs
import Loopback
import TestSupport
import Testing
import Workers

/// What becomes of a job by each answer of its receiver, at its first failure and at its last.
@Suite(.timeLimit(.minutes(1)))
struct AnswerTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: Fault
        var state: JobState
        /// From the moment of the attempt; nil: as it was due.
        var wait: Milliseconds?
        var reason: RunReason
        var failures: Int
        var status: Int?
        var words: String

        init(
            _ testDescription: String, _ fault: Fault, _ state: JobState, after wait: Milliseconds? = nil,
            _ reason: RunReason, failures: Int, status: Int? = nil, _ words: String = ""
        ) {
            self.testDescription = testDescription
            self.fault = fault
            self.state = state
            self.wait = wait
            self.reason = reason
            self.failures = failures
            self.status = status
            self.words = words
        }
    }

    private static func answer(_ status: Int, retryAfter: String? = nil) -> Fault {
        .answer(
            LoopbackAnswer(status: status, headers: retryAfter.map { ["retry-after": $0] } ?? [:], body: "no such luck")
        )
    }

    /// The workshop's clock stands at 2027-01-15T08:00:00Z; a retry waits 5 s.
    private static let rows: [Row] =
        [200, 201, 202, 204, 299].map { Row("\($0)", answer($0), .completed, .enqueued, failures: 0, status: $0) }
        + [300, 301, 302, 303, 304, 307, 308].map {
            Row("\($0)", answer($0), .queued, after: 5000, .backoff, failures: 1, status: $0, "a redirect")
        }
        + [400, 401, 403, 404, 405, 408, 409, 413, 418, 422, 429, 451, 500, 501, 502, 503, 504, 599].map {
            Row(
                "\($0)", answer($0), .queued, after: 5000, .backoff, failures: 1, status: $0,
                "answered \($0): no such luck")
        }
        + [
            Row("410", answer(410), .held, .held, failures: 0, status: 410, "answered 410"),
            Row(
                "429, wait", answer(429, retryAfter: "120"), .queued, after: 120_000, .retryAfter, failures: 1,
                status: 429
            ),
            Row(
                "503, wait", answer(503, retryAfter: "120"), .queued, after: 120_000, .retryAfter, failures: 1,
                status: 503
            ),
            Row(
                "503, until", answer(503, retryAfter: "Fri, 15 Jan 2027 08:10:00 GMT"), .queued, after: 600_000,
                .retryAfter, failures: 1, status: 503
            ),
            Row(
                "503, until a moment that is past", answer(503, retryAfter: "Fri, 15 Jan 2027 07:00:00 GMT"), .queued,
                after: 5000, .backoff, failures: 1, status: 503
            ),
            Row(
                "503, a shorter wait than ours", answer(503, retryAfter: "1"), .queued, after: 5000, .backoff,
                failures: 1, status: 503
            ),
            Row(
                "503, for a year", answer(503, retryAfter: "31536000"), .queued, after: 86_400_000, .retryAfter,
                failures: 1, status: 503
            ),
            Row(
                "503, a wait that is none", answer(503, retryAfter: "soon"), .queued, after: 5000, .backoff,
                failures: 1, status: 503
            ),
            Row(
                "500, a wait that is not asked for", answer(500, retryAfter: "120"), .queued, after: 5000, .backoff,
                failures: 1, status: 500
            ),
            Row(
                "the connection ends", .drop, .queued, after: 5000, .backoff, failures: 1,
                "failed on its way: connection closed before the whole answer was there"
            ),
        ]

    @Test(arguments: rows)
    func `each answer has its state, its moment and its reason`(row: Row) async throws {
        try await Workshop.open { workshop in
            workshop.receiver.faults.add(row.fault)
            let claim = try await workshop.addAndClaim()
            await workshop.executor.execute(claim)
            let job = try await workshop.job(claim.job.id)
            #expect(job.state == row.state)
            #expect(job.runAt == start + (row.wait ?? 0))
            #expect(job.runReason == row.reason)
            #expect(job.failures == row.failures)
            let message = job.lastError?.message ?? ""
            #expect(row.words.isEmpty || message.contains(row.words), "\(message)")
            let attempt = try #require(try await workshop.store.attempts(of: job.id).last)
            #expect(attempt.report.httpStatus == row.status)
            // These two have no body (RFC 9110, sections 15.3.5 and 15.4.5).
            let isSilent = row.status == nil || row.status == 204 || row.status == 304
            #expect(attempt.report.answer == (isSilent ? nil : "no such luck"))
        }
    }

    @Test func `a receiver that speaks no TLS where it should is told in plain words`() async throws {
        try await LoopbackReceiver().serve { url in
            try await Workshop.open(webhook: url.replacing("http:", with: "https:")) { workshop in
                let claim = try await workshop.addAndClaim()
                await workshop.executor.execute(claim)
                let job = try await workshop.job(claim.job.id)
                #expect(job.state == .queued && job.runReason == .backoff && job.failures == 1)
                let words = "The receiver cannot be reached: TLS handshake failed: the other side speaks no TLS"
                #expect(job.lastError == AttemptError(.webhookUnreachable, words))
            }
        }
    }

    @Test func `a destination that nobody listens at, or whose name nobody knows, is told in plain words`() async throws
    {
        for (url, words) in [
            ("http://127.0.0.1:1/", "The receiver cannot be reached: connection refused"),
            ("http://no-such-host.invalid/", "The receiver cannot be reached: DNS does not resolve the host name"),
        ] {
            try await Workshop.open(webhook: url) { workshop in
                let claim = try await workshop.addAndClaim()
                await workshop.executor.execute(claim)
                let job = try await workshop.job(claim.job.id)
                #expect(job.state == .queued && job.runReason == .backoff && job.failures == 1)
                #expect(job.lastError == AttemptError(.webhookUnreachable, words))
            }
        }
    }
}
