import HTTPTypes
package import Hummingbird
package import JobStore
package import Jobs
package import Outbound
package import Tracing

/// The whole HTTP API, as a table of contents: what there is, and what a token must allow for it.
package struct Routes: Sendable {
    private let authentication: Authentication
    private let enqueue: EnqueueRoutes
    private let reading: ReadRoutes
    private let operating: OperateRoutes
    private let queue: QueueRoutes
    private let destinationList: DestinationRoutes
    private let health: HealthRoutes
    private let metrics: MetricsRoute
    private let document = DocumentRoutes()
    private let tracer: (any Tracer)?

    /// - Parameters:
    ///   - scheduleInterval: from the enqueue to the first attempt.
    ///   - liveLimit: the most live jobs; nil for no limit.
    ///   - authentication: who may ask for anything.
    ///   - destinations: which destinations of their own tasks may name.
    ///   - collectionClosure: what keeps every request to GitHub back at a moment; nil for nothing.
    ///   - githubRefusal: whether GitHub refuses the credentials, and when it is asked again; nil when it does not.
    ///   - exposition: what `GET /metrics` answers, and its media type.
    ///   - budgets: how GitHub's budgets stand at a moment.
    ///   - workers: how many there are, and how many are busy; 0 where that is not known.
    ///   - databaseBytes: how long the database's files are; nil where that is not known.
    ///   - tracer: nil: no spans.
    ///   - jobQueued: called after the commit of each job that was queued with the moment when it is due.
    ///   - jobCancelled: called after the commit of each job that was cancelled, so that it is stopped where it runs.
    package init(
        store: any Store, scheduleInterval: Milliseconds, liveLimit: Replaceable<Int?> = Replaceable(nil),
        authentication: Authentication = Authentication(),
        destinations: DestinationPolicy = DestinationPolicy(), now: @escaping WallClock = Timestamp.now,
        collectionClosure: @escaping @Sendable (Timestamp) -> GateClosure? = { _ in nil },
        githubRefusal: @escaping @Sendable (Timestamp) async -> GateClosure? = { _ in nil },
        exposition: @escaping @Sendable () async -> (text: String, contentType: String) = { ("", "text/plain") },
        budgets: @escaping @Sendable (Timestamp) -> [BudgetStatus] = { _ in [] },
        workers: @escaping @Sendable () -> (busy: Int, all: Int) = { (0, 0) },
        databaseBytes: @escaping @Sendable () -> Int64? = { nil },
        tracer: (any Tracer)? = nil,
        jobQueued: @escaping @Sendable (Timestamp) -> Void,
        jobCancelled: @escaping @Sendable (JobID) -> Void = { _ in }
    ) {
        metrics = MetricsRoute(exposition: exposition)
        self.authentication = authentication
        self.tracer = tracer
        enqueue = EnqueueRoutes(
            store: store, scheduleInterval: scheduleInterval, liveLimit: liveLimit, destinations: destinations,
            now: now, jobQueued: jobQueued, idempotency: Idempotency(store: store), tracer: tracer
        )
        reading = ReadRoutes(store: store, now: now, collectionClosure: collectionClosure, workers: workers)
        operating = OperateRoutes(store: store, now: now, jobQueued: jobQueued, jobCancelled: jobCancelled)
        queue = QueueRoutes(
            store: store, now: now, collectionClosure: collectionClosure, budgets: budgets,
            databaseBytes: databaseBytes, jobQueued: jobQueued
        )
        destinationList = DestinationRoutes(store: store, now: now, jobQueued: jobQueued)
        health = HealthRoutes(store: store, now: now, githubRefusal: githubRefusal)
    }

    private typealias Table = [(path: String, endpoints: [HTTPRequest.Method: Endpoint])]

    private var forEverybody: Table {
        [
            ("/livez", [.get: .withoutScope(health.live)]),
            ("/readyz", [.get: .withoutScope(health.ready)]),
        ]
    }

    private var withToken: Table {
        [
            ("/tasks", [.get: .read(reading.list), .post: .enqueue(enqueue.create)]),
            ("/tasks/batch", [.post: .enqueue(enqueue.createAll)]),
            ("/tasks/:id", [.get: .read(reading.show), .delete: .operate(operating.delete)]),
            ("/tasks/:id/attempts", [.get: .read(reading.attempts)]),
            ("/tasks/:id/payload", [.get: .read(reading.payload)]),
            ("/tasks/:id/retry", [.post: .operate(operating.retry)]),
            ("/tasks/:id/cancel", [.post: .operate(operating.cancel)]),
            ("/tasks/:id/redeliver", [.post: .operate(operating.redeliver)]),
            ("/queue/pause", [.post: .operate(queue.pause)]),
            ("/queue/resume", [.post: .operate(queue.resume)]),
            ("/destinations", [.get: .read(destinationList.list)]),
            ("/destinations/hold", [.post: .operate(destinationList.hold)]),
            ("/destinations/release", [.post: .operate(destinationList.release)]),
            ("/stats", [.get: .read(queue.stats)]),
            ("/metrics", [.get: .read(metrics.show)]),
            ("/openapi.json", [.get: .withoutScope(document.show)]),
        ]
    }

    /// - Parameter pages: adds what is no part of the API, and sees itself to who may have it.
    package func router(pages: (Router<APIContext>) -> Void = { _ in }) -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        let all = forEverybody + withToken
        // Outside of all others, so that it sees what is answered.
        router.add(middleware: MetricsMiddleware())
        if let tracer { router.add(middleware: RequestTrace(tracer: tracer)) }
        router.add(middleware: ProblemMiddleware(allowed: AllowedMethods(all.map { ($0.path, $0.endpoints.keys) })))
        serve(forEverybody, on: router)
        pages(router)
        // From here on, also for what is not there.
        router.add(middleware: authentication)
        serve(withToken, on: router)
        return router
    }

    private func serve(_ table: Table, on router: Router<APIContext>) {
        for (path, endpoints) in table {
            for (method, endpoint) in endpoints {
                router.on(RouterPath(path), method: method, use: endpoint.handler)
            }
        }
    }
}
