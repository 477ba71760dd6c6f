import HTTPAPI
import JobStore
import Jobs

/// What `GET /stats` says.
struct StatsDocument: Decodable {
    private var jobs: [String: Int]
    private var pausedAt: Timestamp?
    private var oldestDueAt: Timestamp?
    private var nextRunAt: Timestamp?
    fileprivate var lastHour: Hour?
    fileprivate var github: GitHub
    private var heldDestinations: [DestinationDocument]
    private var databaseBytes: Int64?

    fileprivate struct Hour: Decodable {
        var accepted: Int
        var completed: Int
        var discarded: Int
        var cancelled: Int
        var failedAttempts: Int
        var meanLatencyMs: Int64?
        var maxLatencyMs: Int64?
    }

    fileprivate struct GitHub: Decodable {
        var closedUntil: Timestamp?
        var reason: GateState.Reason?
        var budgets: [Budget]?
    }

    fileprivate struct Budget: Decodable {
        var resource: String
        var limit: Int?
        var remaining: Int?
        var resetAt: Timestamp?
    }

    var report: StatsReport {
        let counts = jobs.compactMap { word, count in JobState(rawValue: word).map { ($0, count) } }
        let closure = github.closedUntil.flatMap { until in
            github.reason.map { GateClosure(until: until, reason: $0) }
        }
        return StatsReport(
            stats: Stats(
                jobs: Dictionary(uniqueKeysWithValues: counts), pausedAt: pausedAt, oldestDueAt: oldestDueAt,
                nextRunAt: nextRunAt
            ),
            lastHour: lastHour.map(\.span), closure: closure,
            budgets: (github.budgets ?? []).map { budget in
                BudgetStatus(
                    resource: budget.resource, limit: budget.limit, remaining: budget.remaining,
                    resetAt: budget.resetAt, closure: nil)
            },
            held: heldDestinations.map(\.status), databaseBytes: databaseBytes
        )
    }
}

extension StatsDocument.Hour {
    fileprivate var span: HistorySpan {
        var span = HistorySpan(begin: .now())
        (span.accepted, span.completed, span.discarded) = (accepted, completed, discarded)
        (span.cancelled, span.failed) = (cancelled, failedAttempts)
        span.meanLatency = meanLatencyMs.map { Milliseconds($0) }
        span.maxLatency = maxLatencyMs.map { Milliseconds($0) }
        return span
    }
}

/// A destination, as `GET /destinations` has it, and `GET /stats` in part.
struct DestinationDocument: Decodable {
    private var destination: String
    private var reason: HoldReason?
    private var heldJobs: Int
    private var heldAt: Timestamp?
    private var probeAt: Timestamp?
    private var probeJob: Int64?
    private var probes: Int?
    private var lastError: String?

    var status: DestinationStatus {
        let probe: DestinationStatus.Probe =
            if let probeJob { .underWay(JobID(probeJob)) } else if let probeAt { .at(probeAt) } else { .never }
        return DestinationStatus(
            destination: Destination(text: destination), hold: reason, heldAt: heldAt, heldJobs: heldJobs,
            probe: probe, probes: probes ?? 0, lastError: lastError
        )
    }
}

struct DestinationListDocument: Decodable {
    var destinations: [DestinationDocument]
}
