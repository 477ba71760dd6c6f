import HTTPTypes
import JobStore
import Jobs
import Loopback
import ServiceLifecycleTestKit
import TestSupport
import Testing

@testable import HTTPAPI

/// `GET /tasks/{id}?wait=`.
@Suite(.timeLimit(.minutes(1)))
struct WaitTests {
    private let api: API

    init() throws {
        api = try API()
    }

    /// Returns once so many wait.
    private func waiting(_ count: Int) async {
        while api.store.jobWatch.count != count, !Task.isCancelled { await Task.yield() }
    }

    @Test func `it is answered when the job is final, and not before`() async throws {
        let id = try await api.post().id
        async let answer = api.send(.get, "/tasks/\(id)?wait=60")
        await waiting(1)
        let claim = try await api.claim()
        try await api.store.freeze(.fixture, for: claim)
        try await api.store.record(.complete, report: .fixture(at: api.clock.now), of: claim, at: api.clock.now)
        let task: TaskBody = try await answer.decoded()
        #expect(task.state == "completed")
        #expect(api.store.jobWatch.count == 0)
    }

    @Test func `with a tag it is answered when the job is shown differently`() async throws {
        let id = try await api.post().id
        // Due from here on: that, too, is shown.
        api.clock.advance(by: API.scheduleInterval)
        let etag = try await api.send(.get, "/tasks/\(id)").headers[.eTag]
        async let answer = api.send(.get, "/tasks/\(id)?wait=60", ifNoneMatch: etag)
        await waiting(1)
        _ = try await api.store.claim(limit: 1, at: api.clock.now)
        #expect(try await answer.decoded(TaskBody.self).state == "running")
        #expect(try await api.send(.get, "/tasks/\(id)?wait=60", ifNoneMatch: etag).status == 200)
    }

    @Test func `when the time is over it is answered as it is`() async throws {
        let id = try await api.post().id
        let answer = try await api.send(.get, "/tasks/\(id)?wait=1")
        #expect(try answer.decoded(TaskBody.self).state == "queued")
        let etag = answer.headers[.eTag]
        #expect(try await api.send(.get, "/tasks/\(id)?wait=1", ifNoneMatch: etag).status == 304)
    }

    @Test func `what is final, or not there, is answered at once`() async throws {
        let id = try await api.finish().id
        let answer = try await api.send(.get, "/tasks/\(id)?wait=60")
        #expect(answer.status == 200)
        #expect(try await api.send(.get, "/tasks/\(id)?wait=60", ifNoneMatch: answer.headers[.eTag]).status == 304)
        #expect(try await api.send(.get, "/tasks/9?wait=60").status == 404)
    }

    @Test func `a job that is deleted meanwhile is not found`() async throws {
        let id = try await api.post().id
        async let answer = api.send(.get, "/tasks/\(id)?wait=60")
        await waiting(1)
        _ = try await sqlite3(api.database, "DELETE FROM jobs")
        api.store.jobWatch.ringAll()
        #expect(try await answer.status == 404)
    }

    @Test(arguments: ["-1", "61", "x", "1.5", ""])
    func `a wrong time is told`(wait: String) async throws {
        let answer = try await api.send(.get, "/tasks/1?wait=\(wait)")
        #expect(
            try answer.decoded() == ProblemBody(.invalidQuery, "wait must be a whole number from 0 to 60"))
    }

    @Test func `when as many wait as may it is answered at once`() async throws {
        let id = try await api.post().id
        func fill(_ count: Int) async throws(StoreError) -> Int? {
            guard count > 0 else { return try? await api.send(.get, "/tasks/\(id)?wait=60").status }
            return try await api.store.jobWatch.withBell(for: JobID(id)) { _ async throws(StoreError) in
                try await fill(count - 1)
            }
        }
        #expect(try await fill(JobWatch.capacity) == 200)
    }

    @Test func `a shutdown ends the wait with an answer`() async throws {
        let id = try await api.post().id
        try await testGracefulShutdown { trigger async throws in
            async let answer = api.send(.get, "/tasks/\(id)?wait=60")
            await waiting(1)
            trigger.triggerGracefulShutdown()
            #expect(try await answer.decoded(TaskBody.self).state == "queued")
        }
    }

    @Test func `what comes behind a request that waits is answered behind it`() async throws {
        let id = try await api.post().id
        let head = "Host: a\r\n"
        let task = #"{"username":"octocat","repository":"behind"}"#
        try await Front.serve(api) { front in
            let answer = try await front.send(
                "GET /tasks/\(id)?wait=1 HTTP/1.1\r\n\(head)\r\n"
                    + "POST /tasks HTTP/1.1\r\n\(head)Content-Length: \(task.utf8.count)\r\n\r\n\(task)"
                    + "GET /livez HTTP/1.1\r\n\(head)Connection: close\r\n\r\n"
            )
            #expect(answer.statuses == [200, 202, 200] && answer.isClosed, "\(answer.text)")
        }
        #expect(try await api.store.counts()[.queued] == 2)
    }

    @Test(arguments: [300_000, 60_000])
    func `a request that waits with a body is answered, and one whose body does not come ends with its client`(
        sent: Int
    ) async throws {
        let id = try await api.post().id
        try await Front.serve(api) { [self] front in
            let request =
                "GET /tasks/\(id)?wait=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n"
                + String(repeating: "x", count: sent)
            if sent == 300_000 {
                let answer = try await front.talk(.send(request), patience: .seconds(20))
                #expect(answer.statuses == [200], "\(answer.text.prefix(300))")
            } else {
                try await RawClient.withDeaf(to: front.port, request.replacing("wait=1", with: "wait=60")) {
                    await waiting(1)
                }
                await waiting(0)
            }
        }
    }

    @Test func `a client that goes away waits no longer`() async throws {
        let id = try await api.post().id
        try await Front.serve(api) { [self] front in
            try await RawClient.withDeaf(to: front.port, "GET /tasks/\(id)?wait=60 HTTP/1.1\r\nHost: a\r\n\r\n") {
                await waiting(1)
            }
            await waiting(0)
        }
    }
}
