import HTTPTypes
import Hummingbird
import JobStore

/// What a supervisor or a load balancer asks. It reads the status only; the body is for people.
struct HealthRoutes: Sendable {
    let store: any Store

    /// `GET /livez`: the process answers. Depends on nothing else.
    @Sendable func live(_: Request, _: BasicRequestContext) async throws -> Response {
        try JSON.response(.ok, Health(status: "ok"))
    }

    /// `GET /readyz`: a task posted now would be stored.
    @Sendable func ready(_: Request, _: BasicRequestContext) async throws -> Response {
        do {
            try await store.checkWritable()
            return try JSON.response(.ok, Health(status: "ok"))
        } catch let error as StoreError {
            throw Problem(error)
        }
    }

    private struct Health: Encodable {
        var status: String
    }
}
