import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging
import Outbound

/// `POST /tasks`.
struct TaskRoutes: Sendable {
    let store: any Store
    let scheduleInterval: Milliseconds
    let liveLimit: Int?
    let destinations: DestinationPolicy
    let now: WallClock
    let jobQueued: @Sendable (Timestamp) -> Void

    /// `POST /tasks`: 202 once the job is on the disk, 200 with the live job that already does the same.
    @Sendable func create(_ request: Request, _ context: APIContext) async throws -> Response {
        let task = try await TaskRequest.read(from: request)
        let name = try task.name()
        let destination = try task.destination(destinations)
        let acceptedAt = now()
        let job = NewJob(
            name: name, destination: destination, runAt: acceptedAt + scheduleInterval, createdAt: acceptedAt
        )
        switch try await enqueue(job) {
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

    private func enqueue(_ job: NewJob) async throws(Problem) -> Enqueued {
        do {
            return try await store.enqueue(job, liveLimit: liveLimit)
        } catch {
            throw Problem(error)
        }
    }
}
