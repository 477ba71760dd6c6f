import HTTPAPI
import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import NIOCore

/// The pages that are only looked at.
struct Pages: Sendable {
    let facts: Facts
    /// The first part of a payload that is shown; the rest is behind a link.
    static let payloadBytes = 64 << 10

    /// What a view looks like now, as HTML.
    @Sendable func render(_ watched: Watched) async throws -> String {
        switch watched.view {
        case .overview:
            return Templates.render(.overview, try await OverviewView(facts, for: watched.audience))
        case .tasks(let query):
            return Templates.render(.tasks, try await TaskListView(query, facts, for: watched.audience))
        case .task(let id):
            guard let task = try await TaskView(id, facts, for: watched.audience) else { throw PageProblem.noSuchTask }
            return Templates.render(.task, task)
        }
    }

    @Sendable func overview(_ visit: Visit) async throws -> Response {
        let page = Page(title: "Overview", place: .overview, live: try await live(.overview, visit))
        return page.response(to: visit.request, for: visit)
    }

    @Sendable func tasks(_ visit: Visit) async throws -> Response {
        let query = try TaskQuery(visit.query)
        let page = Page(
            title: "Tasks", place: .tasks, top: Templates.render(.filter, FilterView(query)),
            live: try await live(.tasks(query), visit)
        )
        return page.response(to: visit.request, for: visit)
    }

    @Sendable func task(_ visit: Visit) async throws -> Response {
        let id = try visit.jobID()
        let live = try await live(.task(id), visit)
        guard let job = try await facts.store.job(id) else { throw PageProblem.noSuchTask }
        let payload = PayloadView(job, try await facts.store.payload(of: id), Audience(visit))
        let page = Page(
            title: "\(job.name) · task \(id)", place: .tasks, live: live, bottom: Templates.render(.payload, payload)
        )
        return page.response(to: visit.request, for: visit)
    }

    /// The payload itself, as every delivery sends it.
    @Sendable func payload(_ visit: Visit) async throws -> Response {
        guard let payload = try await facts.store.payload(of: try visit.jobID()) else {
            throw PageProblem(
                status: .notFound, title: "There is no payload",
                detail: "None was collected yet, or it is kept no longer (PAYLOAD_RETENTION)."
            )
        }
        var response = Response(
            status: .ok, headers: Page.headers, body: ResponseBody(byteBuffer: ByteBuffer(string: payload.body))
        )
        response.headers[.contentType] = "application/json"
        return response
    }

    private func live(_ view: LiveView, _ visit: Visit) async throws -> (view: LiveView, html: String) {
        (view, try await render(Watched(view: view, audience: Audience(visit))))
    }
}

/// What a task's deliveries send, and how to repeat one.
struct PayloadView: Sendable {
    let text: String?
    let size: String
    let isCut: Bool
    let url: String
    let collectedAt: Moment?
    let curl: String?
    let id: String
    let isFinal: Bool

    init(_ job: Job, _ payload: FrozenPayload?, _ audience: Audience) {
        let bytes = payload?.body.utf8
        size = (bytes?.count ?? 0).bytes
        isCut = (bytes?.count ?? 0) > Pages.payloadBytes
        text = bytes.map { JSONText.indented($0.prefix(Pages.payloadBytes)) }
        url = "/dashboard/tasks/\(job.id)/payload"
        collectedAt = payload.map { Moment($0.collectedAt) }
        curl = payload == nil ? nil : CurlCommand.repeating(job, site: audience.site, needsToken: audience.needsToken)
        id = "\(job.id)"
        isFinal = job.state.isFinal
    }
}
