import Foundation
import HTTPAPI
import JobStore
import Jobs
import Outbound
import Testing

@testable import Daemon

/// What the API writes, read again by commands: nothing is lost on the way.
struct DocumentTests {
    private let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_123)

    private func decode<Value: Decodable>(_: Value.Type, _ json: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Value.self, from: Data(json))
    }

    private func job(_ destination: Destination, _ state: JobState, error: AttemptError?) throws -> Job {
        Job(
            id: JobID(7), webhookID: "msg_x", name: try RepositoryName(username: "octocat", repository: "Hello-World"),
            destination: destination, state: state, stage: .deliver, runAt: now, runReason: .retryAfter, attempts: 4,
            failures: 3, deferrals: 2, crashes: 1, lastError: error, createdAt: now + (-5),
            finishedAt: state == .discarded ? now + 9 : nil, priority: 3, maxRetries: error == nil ? nil : 9,
            traceparent: error == nil ? nil : "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        )
    }

    @Test func `a job is read as it was written`() throws {
        let error = AttemptError(.webhookStatus, "The receiver answered 503")
        let jobs = [
            try job(.default, .queued, error: nil),
            try job(.url("https://example.com/a?b=c"), .discarded, error: error),
        ]
        #expect(try decode([TaskDocument].self, CommandJSON.tasks(jobs)).map(\.job) == jobs)
    }

    @Test func `attempts, and why it waits, are read as they were written`() throws {
        let attempts = AttemptResult.allCases.enumerated().map { number, result in
            Attempt(
                number: number + 1, result: result,
                report: AttemptReport(
                    stage: .collect, startedAt: now, duration: number == 0 ? nil : 12,
                    httpStatus: number == 0 ? nil : 200,
                    requests: number, answer: number == 0 ? nil : "no"),
                error: number == 0 ? nil : AttemptError(.githubStatus, "It broke")
            )
        }
        struct Story: Decodable {
            var history: [OneAttempt]
        }
        struct OneAttempt: Decodable {
            var attempt: Int
        }
        for need in Waiting.Need.allCases {
            let waiting = Waiting(need, need.rawValue, "It waits.", until: need == .time ? now : nil)
            let json = CommandJSON.task(try job(.default, .queued, error: nil), attempts, waiting)
            #expect(try decode(TaskDocument.self, json).waiting == waiting)
            let list = String(decoding: json, as: UTF8.self).replacing(/^.*"history":/, with: #"{"attempts":"#)
            #expect(try decode(AttemptListDocument.self, Array(list.utf8)).all == attempts)
        }
    }

    @Test func `stats and destinations are read as they were written`() throws {
        var hour = HistorySpan(begin: now)
        (hour.accepted, hour.completed, hour.discarded, hour.cancelled, hour.failed) = (5, 4, 3, 2, 1)
        (hour.meanLatency, hour.maxLatency) = (700, 900)
        let held = DestinationStatus(
            destination: .default, hold: .failing, heldAt: nil, heldJobs: 12, probe: .at(now), probes: 0, lastError: nil
        )
        let report = StatsReport(
            stats: Stats(
                jobs: Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, $0.rawValue.count) }),
                pausedAt: now, oldestDueAt: now + (-9), nextRunAt: now + 9),
            lastHour: hour, closure: GateClosure(until: now, reason: .secondary),
            budgets: [BudgetStatus(resource: "core", limit: 5000, remaining: 4000, resetAt: now, closure: nil)],
            held: [held], databaseBytes: 4096
        )
        let read = try decode(StatsDocument.self, CommandJSON.stats(report)).report
        #expect(read.stats == report.stats && read.closure == report.closure && read.budgets == report.budgets)
        #expect(read.held == report.held && read.databaseBytes == 4096)
        #expect(CommandJSON.stats(read) == CommandJSON.stats(report))

        let all = [
            DestinationStatus(
                destination: .url("https://example.com/"), hold: .manual, heldAt: now, heldJobs: 1,
                probe: .underWay(JobID(3)), probes: 4, lastError: "It is down"), held,
        ]
        #expect(try decode([DestinationDocument].self, CommandJSON.destinations(all)).map(\.status) == all)
    }

    @Test func `a page of a list leads to the next one, and nowhere else`() {
        func next(_ link: String) -> String? {
            TaskListPath.next(in: .init(status: 200, headers: [("Link", link)], body: [], isTruncated: false))
        }
        #expect(next(#"</tasks?limit=2&before=7>; rel="next""#) == "/tasks?limit=2&before=7")
        #expect(next(#"<https://example.com/tasks?a>; rel="next""#) == nil)
        #expect(next(#"</tasks?limit=2>; rel="prev""#) == nil)
        let filter = JobFilter(state: .discarded, username: "a", repository: "b.c", createdAfter: now)
        #expect(
            TaskListPath(filter, limit: 9).text
                == "/tasks?state=discarded&username=a&repository=b.c&created_after=2027-01-15T08:00:00.123Z&limit=9")
    }
}
