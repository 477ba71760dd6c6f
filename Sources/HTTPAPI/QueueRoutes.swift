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
    let budgets: @Sendable (Timestamp) -> [BudgetStatus]
    let databaseBytes: @Sendable () -> Int64?
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
        let wasPaused = try await asking { () throws(StoreError) in try await store.resume() }
        if wasPaused { context.logger.notice("queue resumed") }
        // Who sleeps since nothing was to be claimed looks again.
        jobQueued(.distantPast)
        var body = JSONObject()
        body.add("paused", false)
        body.add("was_paused", wasPaused)
        return body.response(.ok)
    }

    /// `GET /stats`.
    @Sendable func stats(_ request: Request, _: APIContext) async throws(Problem) -> Response {
        _ = try Query(request)
        let moment = now()
        let closure = collectionClosure(moment)
        let report = try await asking { () throws(StoreError) in
            StatsReport(
                stats: try await store.stats(at: moment),
                lastHour: try await store.history(of: 60, length: 1, until: moment).total, closure: closure,
                budgets: budgets(moment), held: try await store.heldDestinations(), databaseBytes: databaseBytes()
            )
        }
        return report.body.response(.ok)
    }

    private func asking<Value>(_ verb: () async throws(StoreError) -> Value) async throws(Problem) -> Value {
        do {
            return try await verb()
        } catch {
            throw Problem(error)
        }
    }
}
