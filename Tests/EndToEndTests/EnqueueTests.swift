import AsyncHTTPClient
import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// What a task says of when and in which order it runs, many in one request, and a request that is repeated.
@Suite(.timeLimit(.minutes(2)))
struct EnqueueTests {
    private static let names = ["last", "second", "first", "third", "waits"]

    private static var github: LoopbackGitHub {
        LoopbackGitHub(repositories: names.enumerated().map { .small($1, id: $0 + 1) })
    }

    private static func task(_ repository: String, _ members: String) -> String {
        #"{"username":"octocat","repository":"\#(repository)",\#(members)}"#
    }

    @Test func `of the jobs that are due the receiver hears in the order of their priority`() async throws {
        try await World.run(github: Self.github) { world in
            let priorities = zip(Self.names, [3, 1, 0, 2]).map { Self.task($0, #""priority":\#($1),"delay":0"#) }
            let waits = Self.task("waits", #""priority":0,"run_at":"2999-01-01T00:00:00Z""#)
            try await world.withDaemon(["WORKERS": "1"]) { daemon in
                // All are due before the first one is claimed.
                _ = try await daemon.send(.post, "/queue/pause")
                let answer = try await daemon.post(
                    #"{"tasks":[\#((priorities + [waits, "{}"]).joined(separator: ","))]}"#, at: "/tasks/batch")
                let results = try JSONDecoder().decode(Results.self, from: Data(answer.body)).results
                #expect(answer.status == 200 && results.map(\.status) == [202, 202, 202, 202, 202, 400])
                _ = try await daemon.send(.post, "/queue/resume")
                try await world.delivered(4)
                #expect(try await daemon.task(5).runAt == "2999-01-01T00:00:00.000Z")
                #expect(try await daemon.task(5).state == "queued")
            }
            let delivered = try world.receiver.log.exchanges.map {
                try JSONDecoder().decode(Payload.self, from: Data($0.body)).repository
            }
            #expect(delivered == ["first", "second", "third", "last"])
        }
    }

    @Test func `a task that asks for fewer retries is given up after them`() async throws {
        try await World.run(github: Self.github, receiver: LoopbackReceiver(status: 500)) { world in
            try await world.withDaemon(["RETRY_MAX_ATTEMPTS": "9"]) { daemon in
                _ = try await daemon.post(Self.task("first", #""max_retries":1"#), at: "/tasks")
                _ = try await daemon.logged("job discarded")
                #expect(try await daemon.task(1).failures == 2)
            }
            #expect(world.receiver.log.count == 2)
        }
    }

    @Test func `a request that is repeated after the daemon was killed is answered as before, and done once`()
        async throws
    {
        try await World.run(github: Self.github) { world in
            let task = Self.task("first", #""delay":0"#)
            var first: OutboundResponse?
            try await world.withDaemon { daemon in
                first = try await daemon.post(task, at: "/tasks", key: "\"order-7\"")
                try await world.delivered(1)
                try daemon.kill()
            }
            try await world.withDaemon { daemon in
                let again = try await daemon.post(task, at: "/tasks", key: "order-7")
                #expect(again.status == 202 && again.status == first?.status && again.body == first?.body)
                #expect(again.header("location") == "/tasks/1")
                let other = try await daemon.post(Self.task("second", #""delay":0"#), at: "/tasks", key: "order-7")
                #expect(other.status == 422)
            }
            #expect(try await world.count("SELECT count(*) FROM jobs") == 1)
            #expect(try await world.count("SELECT count(*) FROM idempotency_keys") == 1)
        }
    }
}

private struct Results: Decodable {
    struct Result: Decodable {
        var status: Int
    }
    var results: [Result]
}

private struct Payload: Decodable {
    var repository: String
}

extension DaemonProcess {
    fileprivate func post(_ body: String, at path: String, key: String? = nil) async throws -> OutboundResponse {
        let headers = ["content-type": "application/json", "idempotency-key": key].compactMapValues(\.self)
        return try await OutboundClient(HTTPClient.shared).send(
            OutboundRequest(
                method: .post, url: baseURL + path, headers: headers, body: Array(body.utf8), timeout: .seconds(20),
                maxResponseBytes: 65_536, demand: .whole
            )
        )
    }
}
