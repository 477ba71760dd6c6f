package import HTTPAPI
import HTTPTypes
package import Hummingbird
import JobStore
package import Jobs
import Logging
import NIOCore

/// The page to look at, as a table of contents: what there is, and who may have it.
///
/// Every page is whole without a script. With one, what it shows is kept up to date by ``hub``, which has to run.
package struct Dashboard: Sendable {
    package let hub: Hub
    private let door: Door
    private let pages: Pages
    private let events: EventRoute
    private let signIn: SignInRoutes
    private let tasks: TaskActions
    private let many: BulkActions
    private let queue: QueueActions
    private let destinations: DestinationActions

    /// - Parameters:
    ///   - isLoopbackOnly: whether only this machine reaches the port, so that no token is needed where there is none.
    ///   - sessionSalt: ``Store/sessionSalt()``.
    ///   - jobQueued: called after the commit of each job that was queued with the moment when it is due.
    ///   - jobCancelled: called after the commit of each job that was cancelled, so that it is stopped where it runs.
    package init(
        _ facts: Facts, authentication: Authentication, isLoopbackOnly: Bool, sessionSalt: String,
        jobQueued: @escaping @Sendable (Timestamp) -> Void = { _ in },
        jobCancelled: @escaping @Sendable (JobID) -> Void = { _ in }
    ) {
        let sessions = Sessions(authentication: authentication, salt: sessionSalt, now: facts.now)
        door = Door(authentication: authentication, isLoopbackOnly: isLoopbackOnly, sessions: sessions)
        pages = Pages(facts: facts)
        hub = Hub(version: { facts.store.jobWatch.version }, render: pages.render)
        events = EventRoute(hub: hub, now: facts.now)
        signIn = SignInRoutes(door: door)
        tasks = TaskActions(facts: facts, jobQueued: jobQueued, jobCancelled: jobCancelled)
        many = BulkActions(facts: facts, jobQueued: jobQueued, jobCancelled: jobCancelled)
        queue = QueueActions(facts: facts, jobQueued: jobQueued)
        destinations = DestinationActions(facts: facts, jobQueued: jobQueued)
    }

    package func add(to router: Router<APIContext>) {
        for asset in [Asset.style, .script] { router.on(RouterPath(asset.path), method: .get, use: asset.show) }
        add(.get, "/dashboard/sign-in", to: router, signIn.form)
        add(.post, "/dashboard/sign-in", to: router, signIn.signIn)
        change("/dashboard/sign-out", needing: .read, on: router, signIn.signOut)

        look("/", on: router, pages.overview)
        look("/dashboard/tasks", on: router, pages.tasks)
        look("/dashboard/tasks/:id", on: router, pages.task)
        look("/dashboard/tasks/:id/payload", on: router, pages.payload)
        look("/dashboard/events", on: router, events.listen)

        operate("/dashboard/tasks/:id/retry", on: router, tasks.retry)
        operate("/dashboard/tasks/:id/cancel", on: router, tasks.cancel)
        operate("/dashboard/tasks/:id/redeliver", on: router, tasks.redeliver)
        operate("/dashboard/bulk/retry", on: router, many.action(.retry))
        operate("/dashboard/bulk/cancel", on: router, many.action(.cancel))
        operate("/dashboard/queue/pause", on: router, queue.pause)
        operate("/dashboard/queue/resume", on: router, queue.resume)
        operate("/dashboard/destinations/hold", on: router, destinations.hold)
        operate("/dashboard/destinations/release", on: router, destinations.release)
        operate("/dashboard/tasks/:id/destination/hold", on: router, destinations.holdOfTask)
        operate("/dashboard/tasks/:id/destination/release", on: router, destinations.releaseOfTask)

        look("/dashboard", on: router) { _ in .redirect(to: "/", type: .normal) }
        look("/dashboard/**", on: router) { _ in throw PageProblem.noSuchPage }
    }

    private func look(
        _ path: String, on router: Router<APIContext>, _ page: @escaping @Sendable (Visit) async throws -> Response
    ) {
        add(.get, path, to: router) { [self] request, context in try await visit(request, context, page) }
    }

    /// Asked about with GET, done with POST.
    private func operate(_ path: String, on router: Router<APIContext>, _ action: Action) {
        look(path, on: router) { visit in
            guard visit.mayOperate else { throw PageProblem.readOnly }
            return try await action.question(visit)
        }
        change(path, needing: .operate, on: router, action.perform)
    }

    private func change(
        _ path: String, needing scope: Scope, on router: Router<APIContext>,
        _ act: @escaping @Sendable (Visit, FormValues) async throws -> Response
    ) {
        add(.post, path, to: router) { [self] request, context in
            try await visit(request, context) { visit in
                guard visit.caller.scopes.contains(scope) else { throw PageProblem.readOnly }
                let form = FormValues(String(buffer: try await request.body.collect(upTo: Action.maxFormBytes)))
                try door.check(form, of: visit)
                return try await act(visit, form)
            }
        }
    }

    private func visit(
        _ request: Request, _ context: APIContext, _ page: (Visit) async throws -> Response
    ) async throws -> Response {
        let visit = try door.visit(request, context)
        return try await Self.telling(request, visit) { try await page(visit) }
    }

    private func add(
        _ method: HTTPRequest.Method, _ path: String, to router: Router<APIContext>,
        _ page: @escaping @Sendable (Request, APIContext) async throws -> Response
    ) {
        router.on(RouterPath(path), method: method) { request, context in
            try await Self.telling(request, nil) { try await page(request, context) }
        }
    }

    /// What goes wrong is told on a page too.
    private static func telling(
        _ request: Request, _ visit: Visit?, _ page: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await page()
        } catch let problem as PageProblem {
            return response(to: problem, request, visit)
        } catch let error as StoreError {
            return response(to: PageProblem(error), request, visit)
        } catch is NIOTooManyBytesError {
            return response(to: .invalid("The form is too large."), request, visit)
        }
    }

    private static func response(to problem: PageProblem, _ request: Request, _ visit: Visit?) -> Response {
        let path = request.uri.string
        if problem.needsSignIn, request.method == .get, request.uri.path != "/dashboard/events" {
            let next = path == "/" ? "" : "?" + FormValues.encoded([("next", path)])
            return .redirect(to: "/dashboard/sign-in" + next, type: .normal)
        }
        var response = Page.message(problem).response(problem.status, to: request, for: visit)
        if let wait = problem.retryAfter {
            response.headers[.retryAfter] = "\(max(1, (wait.count + 999) / 1000))"
        }
        return response
    }
}
