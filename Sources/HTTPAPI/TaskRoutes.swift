import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging
import Outbound
import Tracing

/// `/tasks`: accept a task, tell how its job stands, and deliver it again.
struct TaskRoutes: Sendable {
    let store: any Store
    let scheduleInterval: Milliseconds
    let liveLimit: Int?
    let destinations: DestinationPolicy
    let now: WallClock
    let collectionClosure: @Sendable (Timestamp) -> GateClosure?
    let jobQueued: @Sendable (Timestamp) -> Void
    let tracer: (any Tracer)?

    /// `POST /tasks`: 202 once the job is on the disk, 200 with the live job that already does the same.
    @Sendable func create(_ request: Request, _ context: APIContext) async throws -> Response {
        let task = try await TaskRequest.read(from: request)
        let name = try task.name()
        let destination = try task.destination(destinations)
        let acceptedAt = now()
        let job = NewJob(
            name: name, destination: destination, runAt: acceptedAt + scheduleInterval, createdAt: acceptedAt,
            traceparent: TraceParent(request.headers)?.text
        )
        switch try await enqueueInTrace(job) {
        case .created(let job):
            jobQueued(job.runAt)
            context.logger.debug("task accepted", metadata: ["job": "\(job.id)", "task": "\(job.name)"])
            return TaskResponse(job: job, ok: "task successfully scheduled").response(.accepted)
        case .existing(let job):
            return TaskResponse(job: job, ok: "task successfully scheduled").response(.ok)
        case .limitReached:
            throw Problem.tooManyJobs
        }
    }

    /// `GET /tasks/{id}`.
    @Sendable func show(_: Request, _ context: APIContext) async throws -> Response {
        let id = try Self.jobID(context)
        do {
            guard let job = try await store.job(id) else { throw Problem.taskNotFound }
            return TaskResponse(job: job.waiting(behind: collectionClosure(now()))).response(.ok)
        } catch let error as StoreError {
            throw Problem(error)
        }
    }

    /// `POST /tasks/{id}/redeliver`: 202 once the job is queued again. It has no body, and what comes as one is not read.
    @Sendable func redeliver(_: Request, _ context: APIContext) async throws -> Response {
        let redelivery = try await redeliver(Self.jobID(context))
        guard case .queued(let job) = redelivery else { throw Problem(redelivery) ?? .taskNotFound }
        jobQueued(job.runAt)
        context.logger.debug("job to be redelivered", metadata: ["job": "\(job.id)", "task": "\(job.name)"])
        return TaskResponse(job: job, ok: "task successfully scheduled").response(.accepted)
    }

    private static func jobID(_ context: APIContext) throws(Problem) -> JobID {
        guard let number = context.parameters.get("id", as: Int64.self) else { throw .taskNotFound }
        return JobID(number)
    }

    private func redeliver(_ id: JobID) async throws(Problem) -> Redelivery {
        do {
            return try await store.redeliver(id, at: now())
        } catch {
            throw Problem(error)
        }
    }

    /// With a tracer, the job belongs to the span of its enqueue.
    private func enqueueInTrace(_ job: NewJob) async throws -> Enqueued {
        guard let tracer else { return try await enqueue(job) }
        return try await tracer.enqueue { span in
            var job = job
            job.traceparent = span?.text ?? job.traceparent
            return try await enqueue(job)
        }
    }

    private func enqueue(_ job: NewJob) async throws(Problem) -> Enqueued {
        do {
            return try await store.enqueue(job, liveLimit: liveLimit)
        } catch {
            throw Problem(error)
        }
    }
}
