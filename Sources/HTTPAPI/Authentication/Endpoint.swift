import Hummingbird

/// What answers a method of a route, and what a token must allow for it.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Request, APIContext) async throws -> Response

    let handler: Handler

    static func enqueue(_ handler: @escaping Handler) -> Endpoint { Endpoint(needing: .enqueue, handler) }
    static func read(_ handler: @escaping Handler) -> Endpoint { Endpoint(needing: .read, handler) }
    static func operate(_ handler: @escaping Handler) -> Endpoint { Endpoint(needing: .operate, handler) }
    /// For whoever gets here: with any token behind ``Authentication``, with none before it.
    static func withoutScope(_ handler: @escaping Handler) -> Endpoint { Endpoint(handler: handler) }

    private init(handler: @escaping Handler) {
        self.handler = handler
    }

    private init(needing scope: Scope, _ handler: @escaping Handler) {
        self.handler = { request, context in
            guard context.caller.scopes.contains(scope) else { throw Problem.forbidden(scope) }
            return try await handler(request, context)
        }
    }
}
