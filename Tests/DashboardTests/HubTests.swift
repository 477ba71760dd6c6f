import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JobStore
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import Dashboard
@testable import HTTPAPI

/// Changes as they happen, whoever looks.
struct HubTests {
    private static let overview = Watched(
        view: .overview, audience: Audience(mayOperate: true, site: "http://localhost", needsToken: false))

    /// A view that looks as the test says, and counts how often it is drawn.
    private final class Canvas: Sendable {
        private let state = Mutex((html: "<p>0</p>", version: 0, renderings: 0))

        var renderings: Int { state.withLock { $0.renderings } }
        var version: Int { state.withLock { $0.version } }

        func change(to html: String? = nil) {
            state.withLock { state in
                state.version += 1
                state.html = html ?? state.html
            }
        }

        func render() -> String {
            state.withLock { state in
                state.renderings += 1
                return state.html
            }
        }

        var hub: Hub {
            Hub(version: { self.version }, render: { _ in self.render() })
        }
    }

    @Test func `many who watch cost one rendering, and nothing while nothing changes`() async throws {
        let canvas = Canvas()
        let hub = canvas.hub
        await hub.look()
        #expect(canvas.renderings == 0)
        var watchers = (1...100).compactMap { _ in hub.watcher(of: Self.overview, shown: nil) }
        #expect(watchers.count == 100 && hub.watcherCount == 100)
        await hub.look()
        for place in watchers.indices {
            guard case .frame(let frame) = await hub.news(for: &watchers[place], patience: .zero) else {
                Issue.record("nothing was told")
                continue
            }
            #expect(String(buffer: frame.event) == "id: \(frame.name)\nevent: view\ndata: <p>0</p>\n\n")
        }
        for _ in 1...10 { await hub.look() }
        #expect(canvas.renderings == 1)

        // Something was written that is not to be seen here.
        canvas.change()
        await hub.look()
        #expect(canvas.renderings == 2)
        guard case .nothing = await hub.news(for: &watchers[0], patience: .zero) else {
            Issue.record("something was told")
            return
        }
        canvas.change(to: "<p>1</p>")
        canvas.change(to: "<p>2</p>\n<p>3</p>")
        await hub.look()
        guard case .frame(let frame) = await hub.news(for: &watchers[0], patience: .zero) else {
            Issue.record("nothing was told")
            return
        }
        #expect(String(buffer: frame.event).hasSuffix("data: <p>2</p>\ndata: <p>3</p>\n\n"))
        for watcher in watchers { hub.dismiss(watcher) }
        canvas.change()
        await hub.look()
        #expect(canvas.renderings == 3 && hub.watcherCount == 0)
    }

    @Test func `a hub that is closed tells what it saw last, and then no more`() async throws {
        let canvas = Canvas()
        let hub = canvas.hub
        var watcher = try #require(hub.watcher(of: Self.overview, shown: nil))
        await hub.look()
        let running = Task { try await hub.run() }
        running.cancel()
        try await running.value
        guard case .frame = await hub.news(for: &watcher, patience: .zero) else {
            Issue.record("nothing was told")
            return
        }
        if await hub.news(for: &watcher, patience: .seconds(3600)) != nil { Issue.record("something was told") }
    }

    @Test func `who knows how it looks already is told nothing`() async throws {
        let hub = Canvas().hub
        var watcher = try #require(hub.watcher(of: Self.overview, shown: Frame.name(of: "<p>0</p>")))
        await hub.look()
        guard case .nothing = await hub.news(for: &watcher, patience: .zero) else {
            Issue.record("something was told")
            return
        }
    }

    @Test func `time alone is looked at now and then`() async throws {
        let canvas = Canvas()
        let hub = canvas.hub
        let watcher = try #require(hub.watcher(of: Self.overview, shown: nil))
        for _ in 1...31 { await hub.look() }
        #expect(canvas.renderings == 3)
        hub.dismiss(watcher)
    }

    @Test func `no more may watch than there is room for`() throws {
        let hub = Canvas().hub
        let watchers = (1...Hub.capacity).compactMap { _ in hub.watcher(of: Self.overview, shown: nil) }
        #expect(watchers.count == Hub.capacity && hub.watcher(of: Self.overview, shown: nil) == nil)
        hub.dismiss(watchers[0])
        #expect(hub.watcher(of: Self.overview, shown: nil) != nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func `whoever goes waits for nothing more, though others watch the same`() async throws {
        let hub = Canvas().hub
        let known = Frame.name(of: "<p>0</p>")
        var watcher = try #require(hub.watcher(of: Self.overview, shown: known))
        let other = try #require(hub.watcher(of: Self.overview, shown: known))
        await hub.look()
        hub.dismiss(watcher)
        if await hub.news(for: &watcher, patience: .seconds(3600)) != nil { Issue.record("something was told") }
        #expect(hub.watcherCount == 1)
        hub.dismiss(other)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a change of a job is told to whoever watches it, until the daemon stops`() async throws {
        let site = try Site()
        let id = try await site.add()
        let page = try await site.get("/dashboard/tasks/\(id)")
        let url = try #require(page.body.firstMatch(of: /data-events="([^"]+)"/)).1.replacing("&amp;", with: "&")
        let answer = try await site.front.test(.live) { client in
            try await withThrowingTaskGroup(of: TestResponse?.self) { group in
                group.addTask {
                    try await client.executeRequest(uri: String(url), method: .get, headers: [:], body: nil)
                }
                let hub = site.dashboard.hub
                while hub.watcherCount == 0 { await Task.yield() }
                // Nothing has happened that the page does not show.
                await hub.look()
                _ = try await site.claim()
                await hub.look()
                let running = Task { try await hub.run() }
                running.cancel()
                try await running.value
                return try await group.next() ?? nil
            }
        }
        let events = try #require(answer)
        #expect(events.headers[.contentType] == "text/event-stream" && events.status == .ok)
        let body = String(buffer: events.body)
        #expect(body.matches(of: /event: view/).count == 1)
        #expect(
            body.contains(
                #"data: <h1 id="task-title">octocat/Hello-World <span class="badge running">running</span></h1>"#))
        #expect(site.dashboard.hub.watcherCount == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `whoever goes away watches no more, before there is anything to be told`() async throws {
        let site = try Site()
        let hub = site.dashboard.hub
        let client = ClientPresence()
        await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask {
                try await ClientPresence.$current.withValue(client) {
                    try await site.get("/dashboard/events?view=overview")
                }
            }
            while hub.watcherCount == 0 { await Task.yield() }
            let start = ContinuousClock.now
            client.leave()
            while hub.watcherCount > 0 { await Task.yield() }
            #expect(ContinuousClock.now - start < EventRoute.heartbeat)
            group.cancelAll()
        }
    }

    @Test func `that a task is deleted is told to whoever watches it`() async throws {
        let site = try Site()
        let id = try await site.finish()
        let hub = site.dashboard.hub
        let audience = Audience(mayOperate: true, site: "http://localhost", needsToken: false)
        var watcher = try #require(hub.watcher(of: Watched(view: .task(id), audience: audience), shown: nil))
        await hub.look()
        _ = await hub.news(for: &watcher, patience: .zero)
        _ = try await site.store.delete(id)
        await hub.look()
        guard case .frame(let frame) = await hub.news(for: &watcher, patience: .zero) else {
            Issue.record("nothing was told")
            return
        }
        #expect(String(buffer: frame.event).contains("There is no such task"))
        hub.dismiss(watcher)
    }

    @Test func `every view has an address`() throws {
        var query = TaskQuery()
        (query.state, query.username, query.within) = (.held, "octocat", .day)
        for view in [LiveView.overview, .tasks(query), .tasks(TaskQuery()), .task(JobID(7))] {
            let url = view.url(shown: "00")
            #expect(try LiveView(FormValues(url.split(separator: "?")[1])) == view)
        }
        for query in ["", "view=nonsense", "view=task", "view=task&id=x", "view=tasks&state=nonsense"] {
            #expect(throws: PageProblem.self) { try LiveView(FormValues(query)) }
        }
    }
}
