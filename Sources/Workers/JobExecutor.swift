package import Aggregation
package import CoreMetrics
import GitHub
package import JobStore
package import Jobs
package import Logging
package import Tracing
package import Webhooks

/// The life of one attempt, from the claim to its record: collect, freeze, deliver, record.
///
/// A job whose payload is frozen begins with deliver. Whatever happens on the way ends as one ``Outcome``; the executor
/// decides it and the store writes it. Nothing is tried again inside an attempt but what the store is asked for.
package struct JobExecutor: Sendable {
    private let store: any Store
    private let aggregator: Aggregator
    private let sender: WebhookSender
    private let retryPolicy: RetryPolicy
    private let now: WallClock
    private let jitter: @Sendable () -> Double
    private let logger: Logger
    private let metrics: WorkerMetrics
    private let tracer: (any Tracer)?

    package init(
        store: any Store, aggregator: Aggregator, sender: WebhookSender, retryPolicy: RetryPolicy,
        now: @escaping WallClock = Timestamp.now, jitter: @escaping @Sendable () -> Double = { .random(in: -1...1) },
        logger: Logger, metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        tracer: (any Tracer)? = nil
    ) {
        self.metrics = WorkerMetrics(metrics)
        self.tracer = tracer
        self.store = store
        self.aggregator = aggregator
        self.sender = sender
        self.retryPolicy = retryPolicy
        self.now = now
        self.jitter = jitter
        self.logger = logger
    }

    /// Runs the attempt, up to its record. A task that is cancelled meanwhile ends it soon: its job is then to be given back.
    package func attempt(_ claim: Claim) async -> Conclusion {
        let attributes: SpanAttributes = [
            "job": .int64(claim.job.id.number), "attempt": .int64(Int64(claim.job.attempts)),
        ]
        return await AttemptTrace(of: claim.job, tracer).part("attempt", .consumer, attributes) { trace in
            await attempt(claim, trace)
        }
    }

    private func attempt(_ claim: Claim, _ trace: AttemptTrace) async -> Conclusion {
        let logger = self.logger.of(claim)
        logger.debug("job claimed", metadata: ["stage": "\(claim.job.stage.rawValue)"])
        CrashPoint.claimed.pass(claim.job)
        metrics.claimed(claim)
        let started = ContinuousClock.now
        let meter = RequestMeter(spentBefore: await spent(on: claim.job))
        var report = AttemptReport(
            stage: claim.job.stage, startedAt: claim.claimedAt, duration: nil, httpStatus: nil, requests: 0
        )
        let outcome = await attempt(claim, trace, meter, &report, logger)
        report.requests = meter.count
        report.duration = Milliseconds(ContinuousClock.now - started)
        return Conclusion(claim: claim, outcome: outcome, report: report)
    }

    /// Returns nil when nothing may be recorded.
    private func attempt(
        _ claim: Claim, _ trace: AttemptTrace, _ meter: RequestMeter, _ report: inout AttemptReport, _ logger: Logger
    ) async -> Outcome? {
        do {
            let payload = try await frozenPayload(for: claim, trace, meter, logger)
            report.stage = .deliver
            CrashPoint.delivering.pass(claim.job)
            let answer = try await trace.part("deliver", .client) { _ throws(AttemptFailure) in
                try await deliver(payload, for: claim)
            }
            CrashPoint.delivered.pass(claim.job)
            logger.debug("payload delivered", metadata: ["status": "\(answer.status)"])
            (report.httpStatus, report.answer) = (answer.status, answer.head)
            report.delivery = .accepted
            return .complete
        } catch {
            (report.httpStatus, report.answer) = (error.httpStatus, error.answer)
            (report.delivery, report.retryAfter) = (error.verdict, error.retryAfter(at: now()))
            let outcome = error.outcome(for: claim, retryPolicy: retryPolicy, now: now(), jitter: jitter())
            if outcome == nil { logger.unrecorded(error.isLostClaim, "\(error)") }
            return outcome
        }
    }

    /// What an earlier attempt froze, or what this one collects and freezes.
    private func frozenPayload(
        for claim: Claim, _ trace: AttemptTrace, _ meter: RequestMeter, _ logger: Logger
    ) async throws(AttemptFailure) -> FrozenPayload {
        do {
            let kept = try await keepTrying { () throws(StoreError) in
                claim.job.stage == .deliver ? try await store.payload(of: claim.job.id) : nil
            }
            if let kept { return kept }
        } catch {
            throw .store(error)
        }
        let payload = try await trace.part("collect", .client) { _ throws(AttemptFailure) in
            try await collect(for: claim.job, meter)
        }
        CrashPoint.collected.pass(claim.job)
        do {
            try await keepTrying { () throws(StoreError) in try await store.freeze(payload, for: claim) }
        } catch {
            throw .store(error)
        }
        CrashPoint.frozen.pass(claim.job)
        logger.debug("payload frozen", metadata: ["bytes": "\(payload.body.utf8.count)", "requests": "\(meter.count)"])
        return payload
    }

    private func collect(for job: Job, _ meter: RequestMeter) async throws(AttemptFailure) -> FrozenPayload {
        do {
            return try await aggregator.collect(for: job, meter: meter)
        } catch {
            throw .collect(error)
        }
    }

    /// What earlier attempts have spent. A store that does not say so now says so later: the count is not worth a wait.
    private func spent(on job: Job) async -> Int {
        guard job.attempts > 1, let attempts = try? await store.attempts(of: job.id) else { return 0 }
        return attempts.reduce(0) { $0 + $1.report.requests }
    }

    private func deliver(_ payload: FrozenPayload, for claim: Claim) async throws(AttemptFailure) -> ReceiverAnswer {
        do {
            return try await sender.deliver(payload.body, webhookID: claim.job.webhookID, to: claim.job.destination)
        } catch {
            throw .deliver(error)
        }
    }

    /// Returns when the conclusion is recorded, or when it cannot be any more.
    package func record(_ conclusion: Conclusion) async {
        guard let outcome = conclusion.outcome else { return }
        let (claim, report) = (conclusion.claim, conclusion.report)
        let logger = self.logger.of(claim)
        do {
            let change = try await keepTrying { () throws(StoreError) in
                try await store.record(outcome, report: report, of: claim, at: now())
            }
            CrashPoint.recorded.pass(claim.job)
            metrics.recorded(outcome, report, of: claim.job, at: now())
            logger.recorded(outcome, report)
            if let change { logger.changed(change, claim.job.destination) }
        } catch {
            logger.unrecorded(error == .claimLost(claim.job.id), "\(error)")
        }
    }

    /// Asks the store again, a second later, for as long as it is full or busy: an outcome is never dropped for that. Once a minute it
    /// is said, since a disk may be full for days. A task that is cancelled asks once.
    private func keepTrying<Value: Sendable>(
        _ verb: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        var warnedAt: ContinuousClock.Instant?
        while true {
            do {
                return try await verb()
            } catch let error where error.isTransient {
                if warnedAt.map({ .now - $0 >= .seconds(60) }) ?? true {
                    logger.warning("the store has to be asked again", metadata: ["error": "\(error)"])
                    warnedAt = .now
                }
                do {
                    try await Task.sleep(for: .seconds(1))
                } catch _ {
                    throw error
                }
            }
        }
    }
}
