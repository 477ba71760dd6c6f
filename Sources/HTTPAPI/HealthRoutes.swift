import HTTPTypes
import Hummingbird
import JobStore

/// What a supervisor or a load balancer asks. It reads the status only; the body is for people.
struct HealthRoutes: Sendable {
    let store: any Store

    /// `GET /livez`: the process answers. Depends on nothing else.
    @Sendable func live(_: Request, _: BasicRequestContext) -> Response {
        Self.ok
    }

    /// `GET /readyz`: a task posted now would be stored.
    @Sendable func ready(_: Request, _: BasicRequestContext) async throws(Problem) -> Response {
        do {
            try await store.checkWritable()
            return Self.ok
        } catch {
            throw Problem(error)
        }
    }

    private static var ok: Response {
        var body = JSONObject()
        body.add("status", "ok")
        return body.response(.ok)
    }
}
