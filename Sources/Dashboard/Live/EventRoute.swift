import HTTPAPI
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore

/// `GET /dashboard/events`: the changes of a view, as server-sent events, for as long as somebody listens, and may.
struct EventRoute: Sendable {
    let hub: Hub
    let now: WallClock
    /// A line that says nothing, so often, so that a proxy does not take the connection for a dead one, and we hear of a client that
    /// is.
    static let heartbeat = Duration.seconds(15)

    @Sendable func listen(_ visit: Visit) async throws -> Response {
        let view = try LiveView(visit.query)
        guard hub.watcherCount < Hub.capacity else { throw PageProblem.crowded }
        let watched = Watched(view: view, audience: Audience(visit))
        // The second is from a browser that comes back by itself.
        let shown = HTTPField.Name("last-event-id").flatMap { visit.request.headers[$0] } ?? visit.query["shown"]
        let body = ResponseBody { [hub, now] writer in
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            if let watcher = hub.watcher(of: watched, shown: shown) {
                defer { hub.dismiss(watcher) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    // Whoever goes takes no room from others until the next line is due.
                    if let client = ClientPresence.current {
                        group.addTask {
                            await client.end()
                            hub.dismiss(watcher)
                        }
                    }
                    defer { group.cancelAll() }
                    var watcher = watcher
                    while now() < visit.endsAt, !ClientPresence.isOver,
                        let news = await hub.news(for: &watcher, patience: Self.heartbeat)
                    {
                        try await writer.write(news.bytes)
                    }
                }
            }
            try await writer.finish(nil)
        }
        var response = Response(status: .ok, headers: Page.headers, body: body)
        response.headers[.contentType] = "text/event-stream"
        // For nginx, which would gather what is to be told at once.
        if let name = HTTPField.Name("x-accel-buffering") { response.headers[name] = "no" }
        return response
    }
}

extension PageProblem {
    fileprivate static let crowded = PageProblem(
        status: .serviceUnavailable, title: "Too many watch already", detail: "Load the page again to see what is new.",
        retryAfter: 10_000
    )
}

extension News {
    fileprivate var bytes: ByteBuffer {
        switch self {
        case .frame(let frame): frame.event
        case .nothing: ByteBuffer(string: ": still here\n\n")
        }
    }
}
