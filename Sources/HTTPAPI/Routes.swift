import HTTPTypes
package import Hummingbird
package import JobStore
package import Jobs
package import Outbound
package import Tracing

/// The whole HTTP API, as a table of contents: what there is, and what a token must allow for it.
package struct Routes: Sendable {
    private let authentication: Authentication
    private let tasks: TaskRoutes
    private let health: HealthRoutes
    private let metrics: MetricsRoute
    private let tracer: (any Tracer)?

    /// - Parameters:
    ///   - scheduleInterval: from the enqueue to the first attempt.
    ///   - liveLimit: the most live jobs; nil for no limit.
    ///   - authentication: who may ask for anything.
    ///   - destinations: which destinations of their own tasks may name.
    ///   - collectionClosure: what keeps every request to GitHub back at a moment; nil for nothing.
    ///   - githubRefusal: whether GitHub refuses the credentials, and when it is asked again; nil when it does not.
    ///   - exposition: what `GET /metrics` answers, and its media type.
    ///   - tracer: nil: no spans.
    ///   - jobQueued: called after the commit of each job that was queued with the moment when it is due.
    package init(
        store: any Store, scheduleInterval: Milliseconds, liveLimit: Int?,
        authentication: Authentication = Authentication(),
        destinations: DestinationPolicy = DestinationPolicy(), now: @escaping WallClock = Timestamp.now,
        collectionClosure: @escaping @Sendable (Timestamp) -> GateClosure? = { _ in nil },
        githubRefusal: @escaping @Sendable (Timestamp) async -> GateClosure? = { _ in nil },
        exposition: @escaping @Sendable () async -> (text: String, contentType: String) = { ("", "text/plain") },
        tracer: (any Tracer)? = nil,
        jobQueued: @escaping @Sendable (Timestamp) -> Void
    ) {
        metrics = MetricsRoute(exposition: exposition)
        self.authentication = authentication
        self.tracer = tracer
        tasks = TaskRoutes(
            store: store, scheduleInterval: scheduleInterval, liveLimit: liveLimit, destinations: destinations,
            now: now, collectionClosure: collectionClosure, jobQueued: jobQueued, tracer: tracer
        )
        health = HealthRoutes(store: store, now: now, githubRefusal: githubRefusal)
    }

    package func router() -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        // Outside of all others, so that it sees what is answered.
        router.add(middleware: MetricsMiddleware())
        if let tracer { router.add(middleware: RequestTrace(tracer: tracer)) }
        router.add(middleware: ProblemMiddleware())

        // For everybody.
        serve("/livez", on: router, [.get: .withoutScope(health.live)])
        serve("/readyz", on: router, [.get: .withoutScope(health.ready)])

        // From here on, also for what is not there, a token is needed.
        router.add(middleware: authentication)
        serve("/tasks", on: router, [.post: .enqueue(tasks.create)])
        serve("/tasks/:id", on: router, [.get: .read(tasks.show)])
        serve("/tasks/:id/redeliver", on: router, [.post: .operate(tasks.redeliver)])
        serve("/metrics", on: router, [.get: .read(metrics.show)])
        return router
    }

    /// Answers each other method with 405 and what is allowed instead (RFC 9110, section 15.5.6).
    private func serve(
        _ path: RouterPath, on router: Router<APIContext>, _ endpoints: [HTTPRequest.Method: Endpoint]
    ) {
        var allowed = Array(endpoints.keys)
        if allowed.contains(.get) { allowed.append(.head) }
        let allow = allowed.map(\.rawValue).sorted().joined(separator: ", ")

        for (method, endpoint) in endpoints {
            router.on(path, method: method, use: endpoint.handler)
        }
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        for method in methods where !allowed.contains(method) {
            router.on(path, method: method) { _, _ -> Response in throw Problem.methodNotAllowed(allow: allow) }
        }
    }
}
