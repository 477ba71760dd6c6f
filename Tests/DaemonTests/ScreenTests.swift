import HTTPAPI
import JobStore
import Jobs
import Testing

@testable import Daemon

/// `hookme stats` and `hookme jobs explain`, as people see them.
struct ScreenTests {
    private let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
    private let plain = Terminal(environment: ["NO_COLOR": "1"])

    private func report() -> StatsReport {
        var hour = HistorySpan(begin: now)
        (hour.accepted, hour.completed, hour.failed) = (1234, 1200, 1)
        (hour.meanLatency, hour.maxLatency) = (1200, 62_000)
        return StatsReport(
            stats: Stats(
                jobs: [.queued: 4, .completed: 1200], pausedAt: nil, oldestDueAt: now + (-9000), nextRunAt: nil),
            lastHour: hour, closure: nil, budgets: [], held: [], databaseBytes: 1 << 20)
    }

    @Test func `stats say how all stands`() {
        #expect(
            StatsScreen(report(), now: now, terminal: plain).text == """
                queue         open
                jobs          4 queued, 0 running, 0 held, 1,200 completed, 0 discarded, 0 cancelled
                due           the oldest waits since 2027-01-15 07:59:51 UTC (9 s ago)
                last hour     1,234 accepted, 1,200 completed, 1 failed attempt, 0 discarded; \
                1.2 s from acceptance to completion, at most 1 min 2 s
                GitHub        open
                destinations  none is held
                database      1.0 MiB
                """)
    }

    @Test func `stats say what keeps jobs back`() {
        var report = report()
        report.stats.pausedAt = now + (-60_000)
        report.closure = GateClosure(until: now + 90_000, reason: .unauthorized)
        report.budgets = [
            BudgetStatus(resource: "core", limit: 5000, remaining: 4999, resetAt: now + 5000, closure: nil)
        ]
        report.held = [
            DestinationStatus(
                destination: .url("https://example.com/s3cret"), hold: .failing, heldAt: now, heldJobs: 1,
                probe: .at(now + 5000), probes: 0, lastError: nil)
        ]
        let text = StatsScreen(report, now: now, terminal: plain).text
        #expect(text.contains("paused since 2027-01-15 07:59:00 UTC (1 min ago)"))
        #expect(
            text.contains("closed until 2027-01-15 08:01:30 UTC (in 1 min 30 s): it does not accept the credentials"))
        #expect(text.contains("\n              4,999 of 5,000 REST requests left, whole again in 5 s"))
        #expect(text.contains("https://example.com held since 2027-01-15 08:00:00 UTC (failing), 1 job, probe in 5 s"))
        #expect(!text.contains("s3cret"))
    }

    @Test func `a job that waits says for what, until when, what went wrong, and that nobody is there to run it`()
        throws
    {
        let job = Job(
            id: JobID(7), webhookID: "msg_x", name: try RepositoryName(username: "octocat", repository: "Hello-World"),
            destination: .default, state: .queued, stage: .deliver, runAt: now + 9000, runReason: .backoff, attempts: 1,
            failures: 1, deferrals: 0, crashes: 0, lastError: AttemptError(.webhookStatus, "It\u{1B}[2J\nbroke"),
            createdAt: now, finishedAt: nil)
        let attempt = Attempt(
            number: 1, result: .failed,
            report: AttemptReport(stage: .deliver, startedAt: now, duration: 12, httpStatus: 503, requests: 3),
            error: job.lastError)
        let around = Surroundings(now: now, pausedAt: nil, closure: nil, workers: (0, 0))
        let found = Explanation(
            job: job, attempts: [attempt], waiting: Waiting(job, around, nil), destination: nil, hasDaemon: false,
            site: "http://127.0.0.1:4001", needsToken: true)
        #expect(
            JobScreen(found, now: now, terminal: plain).explanation == """
                job 7  octocat/Hello-World  queued

                It has failed once, and is tried again after a growing pause.
                It goes on in 9 s: 2027-01-15 08:00:09 UTC.
                No daemon has this database: nothing runs until one is started.
                What last went wrong: It [2J broke (webhook_status)

                accepted   2027-01-15 08:00:00
                attempt 1  2027-01-15 08:00:00  failed  12 ms  deliver · 3 requests to GitHub · answered 503 · It [2J broke

                To repeat its delivery, but for its signature:
                  curl -sSf 'http://127.0.0.1:4001/tasks/7/payload' -H "Authorization: Bearer $TOKEN" -o payload-7.json
                  curl -i "$WEBHOOK_URL" -H 'content-type: application/json' -H 'webhook-id: msg_x' --data-binary @payload-7.json
                """)
    }
}
