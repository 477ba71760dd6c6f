import HTTPTypes
import Hummingbird
import JobStore
import Jobs

/// What a supervisor or a load balancer asks. It reads the status only; the body is for people.
struct HealthRoutes: Sendable {
    let store: any Store
    let now: WallClock
    let githubRefusal: @Sendable (Timestamp) async -> GateClosure?

    /// `GET /livez`: the process answers. Depends on nothing else.
    @Sendable func live(_: Request, _: APIContext) -> Response {
        Self.ok
    }

    /// `GET /readyz`: a task posted now would be stored, and GitHub accepts the credentials. That its budget is spent is no
    /// reason to send anybody elsewhere.
    @Sendable func ready(_ request: Request, _: APIContext) async throws(Problem) -> Response {
        if request.uri.queryParameters["verbose"] != nil { return await readiness().verbose() }
        do {
            try await store.checkWritable()
        } catch {
            throw Problem(error)
        }
        if let refusal = await githubRefusal(now()) {
            throw Problem.refusedByGitHub(until: refusal.until)
        }
        return Self.ok
    }

    /// `GET /readyz?verbose`: the same, each part with its line, and whether the queue is paused or a destination held. Everybody may
    /// read it, so no host is named that a task has named.
    private func readiness() async -> Readiness {
        var readiness = Readiness()
        do {
            try await store.checkWritable()
            readiness.pass("store")
        } catch {
            readiness.fail("store", "\(error)", Problem(error))
        }
        if let refusal = await githubRefusal(now()) {
            let text = "does not accept the credentials; asked again at \(refusal.until.iso8601)"
            readiness.fail("github", text, .refusedByGitHub(until: refusal.until))
        } else {
            readiness.pass("github")
        }
        do {
            if let pausedAt = try await store.stats(at: now()).pausedAt {
                readiness.remark("queue paused since \(pausedAt.iso8601)")
            }
            let held = try await store.heldDestinations()
            for status in held where status.destination == .default { readiness.remark(status.remark(at: now())) }
            let others = held.count { $0.destination != .default }
            if others > 0 { readiness.remark("destinations of tasks held: \(others), see GET /stats") }
        } catch {
            readiness.remark("queue and destinations unknown: \(error)")
        }
        return readiness
    }

    private static var ok: Response {
        var body = JSONObject()
        body.add("status", "ok")
        return body.response(.ok)
    }
}
