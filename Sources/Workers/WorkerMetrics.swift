import CoreMetrics
import Jobs

/// What becomes of attempts, and how long jobs wait for them, for `/metrics`.
struct WorkerMetrics: Sendable {
    private struct Kind: Hashable {
        var stage: Stage
        var result: AttemptResult
    }

    private let attempts: [Kind: Counter]
    private let claimDelay: Timer
    private let latency: Timer

    init(_ factory: any MetricsFactory) {
        let kinds = Stage.allCases.flatMap { stage in AttemptResult.allCases.map { Kind(stage: stage, result: $0) } }
        attempts = Dictionary(
            uniqueKeysWithValues: kinds.map { kind in
                let dimensions = [("stage", kind.stage.rawValue), ("result", kind.result.rawValue)]
                return (kind, Counter(label: "hookme_attempts_total", dimensions: dimensions, factory: factory))
            }
        )
        claimDelay = Timer(label: "hookme_job_claim_delay_seconds", factory: factory)
        latency = Timer(label: "hookme_job_latency_seconds", factory: factory)
    }

    func claimed(_ claim: Claim) {
        // Whoever wants a job to run now sets its run_at to 1970.
        let dueSince = max(claim.job.runAt, claim.job.createdAt)
        claimDelay.recordMilliseconds(max(0, (claim.claimedAt - dueSince).count))
    }

    func recorded(_ outcome: Outcome, _ report: AttemptReport, of job: Job, at now: Timestamp) {
        attempts[Kind(stage: report.stage, result: outcome.result)]?.increment()
        if outcome == .complete { latency.recordMilliseconds(max(0, (now - job.createdAt).count)) }
    }
}
