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
    @Sendable func live(_: Request, _: BasicRequestContext) -> Response {
        Self.ok
    }

    /// `GET /readyz`: a task posted now would be stored, and GitHub accepts the credentials. That its budget is spent is no
    /// reason to send anybody elsewhere.
    @Sendable func ready(_: Request, _: BasicRequestContext) async throws(Problem) -> Response {
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

    private static var ok: Response {
        var body = JSONObject()
        body.add("status", "ok")
        return body.response(.ok)
    }
}
