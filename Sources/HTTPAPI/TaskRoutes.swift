import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging
import Outbound
import Tracing

/// `POST /tasks`.
struct TaskRoutes: Sendable {
    let store: any Store
    let scheduleInterval: Milliseconds
    let liveLimit: Int?
    let destinations: DestinationPolicy
    let now: WallClock
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
