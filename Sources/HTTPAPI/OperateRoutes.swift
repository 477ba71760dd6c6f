import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging

/// What an operator does with a job. No request has a body, and what comes as one is not read.
struct OperateRoutes: Sendable {
    let store: any Store
    let now: WallClock
    let jobQueued: @Sendable (Timestamp) -> Void
    let jobCancelled: @Sendable (JobID) -> Void

    /// `POST /tasks/{id}/redeliver`: 202 once the job is queued again.
    @Sendable func redeliver(_: Request, _ context: APIContext) async throws -> Response {
        let job = try await done(context) { id throws(StoreError) in try await store.redeliver(id, at: now()) }
        return queued(job, "job to be redelivered", context)
    }

    /// `POST /tasks/{id}/retry`: 202 once the job is queued, due now.
    @Sendable func retry(_: Request, _ context: APIContext) async throws -> Response {
        let job = try await done(context) { id throws(StoreError) in try await store.retry(id, at: now()) }
        return queued(job, "job to be retried", context)
    }

    /// `POST /tasks/{id}/cancel`: 200 once the job is cancelled; one that runs is told to stop.
    @Sendable func cancel(_: Request, _ context: APIContext) async throws -> Response {
        let job = try await done(context) { id throws(StoreError) in try await store.cancel(id, at: now()) }
        jobCancelled(job.id)
        context.logger.notice("job cancelled", metadata: ["job": "\(job.id)", "task": "\(job.name)"])
        return TaskResponse(job: job).response(.ok)
    }

    /// `DELETE /tasks/{id}`: 204 once the finished job is deleted, with all that is known of it.
    @Sendable func delete(_: Request, _ context: APIContext) async throws -> Response {
        let job = try await done(context) { id throws(StoreError) in try await store.delete(id) }
        context.logger.notice("job deleted", metadata: ["job": "\(job.id)", "task": "\(job.name)"])
        return Response(status: .noContent)
    }

    private func queued(_ job: Job, _ message: Logger.Message, _ context: APIContext) -> Response {
        jobQueued(job.runAt)
        context.logger.debug(message, metadata: ["job": "\(job.id)", "task": "\(job.name)"])
        return TaskResponse(job: job, ok: "task successfully scheduled").response(.accepted)
    }

    /// A verb of the store, for the job that a request names.
    private func done(
        _ context: APIContext, _ verb: (JobID) async throws(StoreError) -> Result<Job, Refusal>
    ) async throws -> Job {
        let id = try context.jobID()
        let result: Result<Job, Refusal>
        do throws(StoreError) {
            result = try await verb(id)
        } catch {
            throw Problem(error)
        }
        switch result {
        case .success(let job): return job
        case .failure(let refusal): throw Problem(refusal)
        }
    }
}

extension APIContext {
    /// Of `/tasks/{id}`.
    func jobID() throws(Problem) -> JobID {
        guard let number = parameters.get("id", as: Int64.self) else { throw .taskNotFound }
        return JobID(number)
    }
}
