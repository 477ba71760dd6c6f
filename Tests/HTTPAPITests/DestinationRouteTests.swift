import HTTPTypes
import JobStore
import Jobs
import TestSupport
import Testing

@testable import HTTPAPI

/// Destinations are listed, held and released.
struct DestinationRouteTests {
    private let api: API

    init() throws {
        api = try API(allowed: "example.com")
    }

    private func hold(_ body: String, _ verb: String = "hold") async throws -> Answer {
        try await api.send(.post, "/destinations/\(verb)", body: body)
    }

    @Test func `one is held until it is released, and the dispatcher hears of it`() async throws {
        #expect(try await api.send(.get, "/destinations").body == #"{"destinations":[]}"#)
        #expect(
            try await hold(#"{"destination":"default"}"#).body
                == #"{"destination":"default","state":"held","changed":true}"#)
        #expect(try await hold(#"{"destination":"default"}"#).body.contains(#""changed":false"#))
        let list = try await api.send(.get, "/destinations").body
        #expect(
            list == """
                {"destinations":[{"destination":"default","state":"held","reason":"manual","held_jobs":0,\
                "held_at":"2027-01-15T08:00:00.000Z","probes":0}]}
                """)
        #expect(
            try await hold(#"{"destination":"default"}"#, "release").body
                == #"{"destination":"default","state":"open","changed":true,"released_jobs":0}"#)
        #expect(api.rings.all.last == .distantPast)
        #expect(
            try await hold(#"{"destination":"default"}"#, "release").body
                == #"{"destination":"default","state":"open","changed":false}"#)
    }

    @Test func `one that no task has is held by force only`() async throws {
        let url = #"{"destination":"https://EXAMPLE.com"}"#
        for verb in ["hold", "release"] {
            let answer = try await hold(url, verb)
            #expect(
                try answer.decoded()
                    == ProblemBody(.destinationNotFound, "no job has this destination, and it has never been held"))
        }
        let body = #"{"username":"octocat","repository":"a","webhook_url":"https://example.com/"}"#
        _ = try await api.send(.post, "/tasks", body: body)
        #expect(try await hold(url).body.contains(#""destination":"https://example.com/","state":"held""#))
        #expect(try await hold(#"{"destination":"https://example.net/","force":true}"#).status == 200)
    }

    @Test(arguments: [
        ("{}", 400), ("nonsense", 400), (#"{"destination":7}"#, 422), (#"{"destination":"nowhere"}"#, 422),
        (#"{"destination":"https://user:s3cret@example.com/"}"#, 422), (#"{"destination":"default","force":1}"#, 422),
    ])
    func `what is no destination is refused`(body: String, status: Int) async throws {
        let answer = try await hold(body)
        #expect(answer.status == status && !answer.body.contains("s3cret"), "\(answer.body)")
    }
}

/// Why a task does not run, in the task itself.
struct WaitingMemberTests {
    private struct Body: Decodable {
        var waiting: Member?
    }

    private struct Member: Decodable {
        var `for`: String
        var why: String
        var until: String?
    }

    private func waiting(_ api: API) async throws -> Member? {
        try await api.send(.get, "/tasks/1").decoded(Body.self).waiting
    }

    @Test func `it says what it waits for, and until when`() async throws {
        let api = try API()
        try await api.post()
        let time = try await waiting(api)
        #expect(time?.for == "time" && time?.until == "2027-01-15T08:00:10.800Z")
        api.gate.closure = GateClosure(until: api.clock.now + 60_000, reason: .primary)
        let github = try await waiting(api)
        #expect(github?.for == "github" && github?.until == "2027-01-15T08:01:00.000Z")
        api.gate.closure = nil
        _ = try await api.store.pause(at: api.clock.now)
        #expect(try await waiting(api)?.for == "resume")
        _ = try await api.store.resume()
        api.clock.advance(by: API.scheduleInterval)
        #expect(try await waiting(api)?.for == "worker")
        _ = try await api.store.hold(.default, at: api.clock.now)
        let held = try await waiting(api)
        #expect(held?.for == "release" && held?.why.contains("Somebody holds") == true && held?.until == nil)
    }

    @Test func `what runs or is finished waits for nothing`() async throws {
        let api = try API()
        try await api.finish()
        #expect(try await waiting(api) == nil)
        #expect(try await !api.send(.get, "/tasks").body.contains("waiting"))
    }

    @Test func `a task that waits for something else is another version of it`() async throws {
        let api = try API()
        try await api.post()
        let tag = try await api.send(.get, "/tasks/1").headers[.eTag]
        #expect(try await api.send(.get, "/tasks/1", ifNoneMatch: tag).status == 304)
        _ = try await api.store.pause(at: api.clock.now)
        #expect(try await api.send(.get, "/tasks/1", ifNoneMatch: tag).status == 200)
    }
}
