import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging
import Outbound
import Tracing

/// `POST /tasks` and `POST /tasks/batch`: accept tasks.
struct EnqueueRoutes: Sendable {
    let store: any Store
    let scheduleInterval: Milliseconds
    let liveLimit: Replaceable<Int?>
    let destinations: DestinationPolicy
    let now: WallClock
    let jobQueued: @Sendable (Timestamp) -> Void
    let idempotency: Idempotency
    let tracer: (any Tracer)?

    /// `POST /tasks`: 202 once the job is on the disk, 200 with the live job that already does the same.
    @Sendable func create(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await RequestBody.json(of: request, maxBytes: TaskRequest.maxBytes)
        return try await idempotency.answer(request, body, of: context.caller) { keyed in
            let job = try TaskRequest.decode(body).job(at: now(), after: scheduleInterval, destinations)
            let enqueued = try await enqueueInTrace([job], of: request, for: keyed) { EnqueueAnswer($0[0]) }
            announce(enqueued, context)
            guard let answer = EnqueueAnswer(enqueued[0]) else { throw Problem.tooManyJobs }
            return answer.response
        }
    }

    /// `POST /tasks/batch`: 200 with what became of each task, once those that are accepted are on the disk, all by one commit.
    @Sendable func createAll(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await RequestBody.json(of: request, maxBytes: TaskBatchRequest.maxBytes)
        return try await idempotency.answer(request, body, of: context.caller) { keyed in
            let acceptedAt = now()
            let jobs = try TaskBatchRequest.decode(body).tasks.map { task in
                Result { () throws(Problem) in
                    try task.get().job(at: acceptedAt, after: scheduleInterval, destinations)
                }
            }
            let valid = jobs.compactMap { if case .success(let job) = $0 { job } else { nil } }
            let enqueued = try await enqueueInTrace(valid, of: request, for: keyed) { enqueued in
                enqueued.allSatisfy { $0 == .limitReached } ? nil : EnqueueAnswer(jobs, enqueued)
            }
            announce(enqueued, context)
            return EnqueueAnswer(jobs, enqueued).response
        }
    }

    /// The jobs belong to the trace of their request; with a tracer, to the span of their enqueue.
    private func enqueueInTrace(
        _ jobs: [NewJob], of request: Request, for keyed: KeyedRequest?,
        answer: @escaping @Sendable ([Enqueued]) -> EnqueueAnswer?
    ) async throws -> [Enqueued] {
        guard !jobs.isEmpty else { return [] }
        let parent = TraceParent(request.headers)
        guard let tracer else { return try await enqueue(jobs.tracing(to: parent), for: keyed, answer: answer) }
        return try await tracer.enqueue { span in
            try await enqueue(jobs.tracing(to: span ?? parent), for: keyed, answer: answer)
        }
    }

    /// - Parameter answer: what is kept for who repeats the request; nil: nothing was accepted, and it may be made again.
    private func enqueue(
        _ jobs: [NewJob], for keyed: KeyedRequest?, answer: @escaping @Sendable ([Enqueued]) -> EnqueueAnswer?
    ) async throws(Problem) -> [Enqueued] {
        do {
            // One that comes alone shares its statements too with those of other clients.
            if keyed == nil, jobs.count == 1 { return [try await store.enqueue(jobs[0], liveLimit: liveLimit.current)] }
            let keeping = keyed.map { keyed in
                AnswerKeeping(key: keyed.key, createdAt: jobs[0].createdAt) { answer($0)?.kept(for: keyed) }
            }
            return try await store.enqueue(jobs, liveLimit: liveLimit.current, keeping: keeping)
        } catch {
            throw Problem(error)
        }
    }

    /// Tells the dispatcher of the job that is due first, and the log of all.
    private func announce(_ enqueued: [Enqueued], _ context: APIContext) {
        CrashPoint.enqueued.pass()
        let created = enqueued.compactMap { if case .created(let job) = $0 { job } else { nil } }
        if let first = created.map(\.runAt).min() { jobQueued(first) }
        for job in created {
            context.logger.debug("task accepted", metadata: ["job": "\(job.id)", "task": "\(job.name)"])
        }
    }
}

extension [NewJob] {
    fileprivate func tracing(to parent: TraceParent?) -> [NewJob] {
        map { job in
            var job = job
            job.traceparent = parent?.text
            return job
        }
    }
}
