import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Logging

/// The queue as a whole: how it stands, and whether jobs are claimed.
struct QueueRoutes: Sendable {
    let store: any Store
    let now: WallClock
    let collectionClosure: @Sendable (Timestamp) -> GateClosure?
    let jobQueued: @Sendable (Timestamp) -> Void

    /// `POST /queue/pause`: 200 once nothing more is claimed. Running jobs go on.
    @Sendable func pause(_: Request, _ context: APIContext) async throws(Problem) -> Response {
        let pausedAt = try await asking { () throws(StoreError) in try await store.pause(at: now()) }
        context.logger.notice("queue paused")
        var body = JSONObject()
        body.add("paused", true)
        body.add("paused_at", pausedAt.iso8601)
        return body.response(.ok)
    }

    /// `POST /queue/resume`.
    @Sendable func resume(_: Request, _ context: APIContext) async throws(Problem) -> Response {
        if try await asking({ () throws(StoreError) in try await store.resume() }) {
            context.logger.notice("queue resumed")
        }
        // Who sleeps since nothing was to be claimed looks again.
        jobQueued(.distantPast)
        var body = JSONObject()
        body.add("paused", false)
        return body.response(.ok)
    }

    /// `GET /stats`.
    @Sendable func stats(_ request: Request, _: APIContext) async throws(Problem) -> Response {
        _ = try Query(request)
        let moment = now()
        let stats = try await asking { () throws(StoreError) in try await store.stats(at: moment) }
        let held = try await asking { () throws(StoreError) in try await store.heldDestinations() }
        var body = JSONObject()
        body.add("jobs", Self.object(stats.jobs))
        body.add("paused", stats.pausedAt != nil)
        body.add("paused_at", stats.pausedAt?.iso8601)
        body.add("oldest_due_at", stats.oldestDueAt?.iso8601)
        body.add("next_run_at", stats.nextRunAt?.iso8601)
        var github = JSONObject()
        if let closure = collectionClosure(moment) {
            github.add("closed_until", closure.until.iso8601)
            github.add("reason", closure.reason.rawValue)
        }
        body.add("github", github)
        body.add("held_destinations", held.map(Self.object))
        return body.response(.ok)
    }

    private static func object(_ jobs: [JobState: Int]) -> JSONObject {
        var object = JSONObject()
        object.add("queued", jobs[.queued] ?? 0)
        object.add("running", jobs[.running] ?? 0)
        object.add("held", jobs[.held] ?? 0)
        object.add("completed", jobs[.completed] ?? 0)
        object.add("discarded", jobs[.discarded] ?? 0)
        object.add("cancelled", jobs[.cancelled] ?? 0)
        return object
    }

    /// Of a URL the scheme and the host only.
    private static func object(_ status: DestinationStatus) -> JSONObject {
        var object = JSONObject()
        object.add("destination", status.destination.publicText)
        object.add("reason", status.hold?.rawValue)
        object.add("held_jobs", status.heldJobs)
        if case .at(let moment) = status.probe { object.add("probe_at", moment.iso8601) }
        return object
    }

    private func asking<Value>(_ verb: () async throws(StoreError) -> Value) async throws(Problem) -> Value {
        do {
            return try await verb()
        } catch {
            throw Problem(error)
        }
    }
}
