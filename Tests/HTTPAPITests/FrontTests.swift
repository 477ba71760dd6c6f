import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import Loopback
import NIOCore
import TestSupport
import Testing

@testable import HTTPAPI

/// What is refused before a route is looked for, on real connections.
@Suite(.timeLimit(.minutes(1)))
struct FrontTests {
    private static let task = #"{"username":"octocat","repository":"a"}"#
    private static let get = "GET /livez HTTP/1.1\r\nHost: a\r\n"
    private static let post = "POST /tasks HTTP/1.1\r\nHost: a\r\n"

    @Test(arguments: [
        "\(post)Content-Length: 39\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\(post)Transfer-Encoding: chunked\r\nContent-Length: 39\r\n\r\n0\r\n\r\n",
        "\(post)Content-Length: 39\r\nContent-Length: 5\r\n\r\n\(task)",
        "\(post)Content-Length: 39, 39\r\n\r\n\(task)", "\(post)Content-Length: +39\r\n\r\n\(task)",
        "\(post)Content-Length: 39\r\nX-A: a\r\n b\r\n\r\n\(task)", "\(post)Content-Length : 39\r\n\r\n\(task)",
        "\(post)Transfer-Encoding: identity\r\n\r\n\(task)", "\(post)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "\(post)Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /tasks HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "\(post)Transfer-Encoding: chunked\r\n\r\nzz\r\n\(task)\r\n0\r\n\r\n",
        "\(post)Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n\(task)",
        "GET /livez HTTP/1.1\nHost: a\n\n", "GET /livez HTTP/1.1\r\n\r\n", "\(get)Host: b\r\n\r\n",
        "GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", "GET /livez\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n",
        "\(get)X-A: a\u{0}b\r\n\r\n", "\(post)Content-Length: 500\r\n\r\n\(task)",
    ])
    func `what could be read in two ways, or is no HTTP, is a bad request and ends the connection`(
        request: String
    ) async throws {
        let api = try API()
        try await Front.serve(api) { front in
            // What comes behind it is not taken for a request.
            let answer = try await front.send(request + "\(Self.get)\r\n")
            #expect(answer.statuses == [400] && answer.isClosed, "\(answer.text)")
            #expect(answer.text.contains("urn:hookme:problem:malformed-request"))
            #expect(answer.text.lowercased().contains("connection: close"))
        }
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("\(get)X: \(String(repeating: "a", count: 17_000))\r\n\r\n", 431),
        (get + String(repeating: "X: \(String(repeating: "a", count: 1000))\r\n", count: 40) + "\r\n", 431),
        (get + String(repeating: "X: a\r\n", count: 101) + "\r\n", 431),
        ("GET /\(String(repeating: "a", count: 8000)) HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (get + String(repeating: "X: a\r\n", count: 90) + "\r\n", 200),
    ])
    func `a head has its bounds`(request: String, status: Int) async throws {
        try await Front.serve(try API()) { front in
            let answer = try await front.send(request)
            #expect(answer.statuses == [status] && answer.isClosed, "\(answer.text)")
        }
    }

    @Test func `requests before a bad one are answered, in order, and none after it`() async throws {
        try await Front.serve(try API()) { front in
            let answer = try await front.send("\(Self.get)\r\n\(Self.get)\r\nbad\r\n\r\n\(Self.get)\r\n")
            #expect(answer.statuses == [200, 200, 400], "\(answer.text)")
        }
    }

    @Test func `a request that will be the last is the last`() async throws {
        try await Front.serve(try API()) { front in
            for last in ["Connection: close", "Connection: upgrade\r\nUpgrade: h2c"] {
                let answer = try await front.talk(.send("\(Self.get)\(last)\r\n\r\n\(Self.get)\r\n"))
                #expect(answer.statuses == [200] && answer.isClosed, "\(answer.text)")
            }
            let old = try await front.talk(.send("GET /livez HTTP/1.0\r\n\r\n"))
            #expect(old.statuses == [200] && old.isClosed, "\(old.text)")
        }
    }

    @Test func `a head and a body must come in time, however often a byte of them comes`() async throws {
        var limits = FrontLimits()
        (limits.headTimeout, limits.bodyTimeout) = (300, 300)
        let pieces = (0..<100).map { _ in [RawClient.Step.send("x"), .pause(.milliseconds(20))] }.flatMap(\.self)
        let api = try API()
        try await Front.serve(api, limits) { [pieces] front in
            let head = try await RawClient.talk(to: front.port, [.send("GET /livez HTTP/1.1\r\nX: ")] + pieces)
            #expect(head.statuses == [408] && head.isClosed, "\(head.text)")
            let start = RawClient.Step.send("\(Self.post)Content-Length: 1000\r\n\r\n\(Self.task)")
            let body = try await RawClient.talk(to: front.port, [start] + pieces)
            #expect(body.statuses == [408] && body.isClosed, "\(body.text)")
        }
        // What came of the body was a whole task.
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
    }

    @Test func `a body has its own time, also where an idle connection has less`() async throws {
        var limits = FrontLimits()
        (limits.bodyTimeout, limits.idleTimeout) = (3500, 2000)
        try await Front.serve(try API(), limits) { front in
            let answer = try await front.talk(.send("\(Self.post)Content-Length: 100\r\n\r\n{"), patience: .seconds(20))
            #expect(answer.statuses == [408] && answer.isClosed, "\(answer.text)")
        }
    }

    @Test func `a connection without a request stays, and one that stays too long is closed`() async throws {
        var limits = FrontLimits()
        (limits.headTimeout, limits.idleTimeout) = (50, 3000)
        try await Front.serve(try API(), limits) { front in
            let again = try await front.talk(
                .send("\(Self.get)\r\n"), .pause(.milliseconds(200)), .send("\(Self.get)\r\n"),
                patience: .seconds(30)
            )
            #expect(again.statuses == [200, 200] && again.isClosed, "\(again.text)")
        }
    }

    @Test func `whoever expects it is told to go on`() async throws {
        try await Front.serve(try API()) { front in
            let head = "\(Self.post)Content-Length: \(Self.task.utf8.count)\r\nExpect: 100-continue\r\n\r\n"
            let answer = try await front.talk(.send(head), .pause(.milliseconds(100)), .send(Self.task), .finish)
            #expect(
                answer.text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\n") && answer.statuses == [202], "\(answer.text)")
        }
    }

    @Test func `an answer that comes before the body ends the connection`() async throws {
        let api = try API(tokens: TokenList([TokenEntry(AccessToken(), of: Caller(name: "ci", scopes: []))]))
        try await Front.serve(api) { front in
            let answer = try await front.talk(.send("\(Self.post)Content-Length: 1000000000\r\n\r\n\(Self.task)"))
            #expect(answer.statuses == [401] && answer.isClosed, "\(answer.text)")
        }
    }

    @Test func `over the cap one is told so, and the health checks are answered`() async throws {
        var limits = FrontLimits()
        limits.connections = 2
        let get = "GET /tasks/1 HTTP/1.1\r\nHost: a\r\n\r\n"
        try await Front.serve(try API(), limits) { front in
            var isFull = false
            while !isFull {
                try await RawClient.withDeaf(to: front.port, "GET /") {
                    try await RawClient.withDeaf(to: front.port, "GET /") {
                        let answer = try await front.send(get)
                        isFull = answer.statuses == [503]
                        // One of the two was not heard yet, and so had to make room.
                        guard isFull else { return }
                        #expect(answer.isClosed && answer.text.lowercased().contains("retry-after: 1"))
                        #expect(answer.text.contains("urn:hookme:problem:overloaded"))
                        #expect(try await front.talk(.send("\(Self.get)\r\n")).statuses == [200])
                    }
                }
            }
            _ = try await front.send(get, until: 404)
        }
    }

    @Test func `over the cap, connections that say nothing make room for those that do`() async throws {
        var limits = FrontLimits()
        limits.connections = 4
        try await Front.serve(try API(), limits) { [limits] front in
            try await withThrowingTaskGroup(of: RawAnswer.self) { silent in
                for _ in 0..<100 {
                    silent.addTask { try await RawClient.talk(to: front.port, [], patience: .seconds(10)) }
                }
                for _ in limits.connections..<100 {
                    let answer = try await silent.next()
                    #expect(answer?.isClosed == true && answer?.bytes.isEmpty == true)
                }
                for _ in 0..<limits.connections {
                    #expect(try await front.send("GET /tasks/1 HTTP/1.1\r\nHost: a\r\n\r\n").statuses == [404])
                }
            }
        }
    }

    @Test func `bodies that wait take up so much and no more, and what they took is free again`() async throws {
        var limits = FrontLimits()
        limits.heldBytes = 100_000
        let head = "\(Self.post)Content-Length: 60000\r\n\r\n"
        let body = String(repeating: " ", count: 60_000)
        try await Front.serve(try API(), limits) { front in
            try await RawClient.withDeaf(to: front.port, head + body.dropLast()) {
                let answer = try await front.send(head + body, until: 503)
                #expect(answer.isClosed && answer.text.contains("urn:hookme:problem:overloaded"))
            }
            for _ in 0..<3 { _ = try await front.send(head + body, until: 400) }
        }
    }

    @Test func `connections leave descriptors to everything else`() {
        var limits = FrontLimits()
        limits.fit(into: 1_000_000)
        #expect(limits.connections == 4096)
        limits.fit(into: 1024)
        #expect(limits.connections == 704)
        limits.fit(into: 100)
        #expect(limits.connections == 1)
    }

    @Test func `who does not read the answer is not waited for`() async throws {
        var limits = FrontLimits()
        limits.bodyTimeout = 300
        let hasEnded = Latch()
        let router = Router(context: APIContext.self)
        router.get("large") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    do {
                        while true { try await writer.write(ByteBuffer(repeating: 0, count: 1 << 20)) }
                    } catch {
                        hasEnded.open()
                        throw error
                    }
                }
            )
        }
        try await Front.serve(router, limits) { front in
            try await RawClient.withDeaf(to: front.port, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n") {
                await hasEnded.wait()
            }
        }
    }

    @Test(arguments: [
        (String(repeating: "[", count: 60_000), true), (String(repeating: #"{"a":"#, count: 33), true),
        (
            #"{"username":"octocat","repository":"a","x":"# + String(repeating: "[", count: 31)
                + String(repeating: "]", count: 31) + "}", false
        ),
        (#"{"username":"octocat","repository":"a","x":"\#(String(repeating: "[", count: 99))\\\"["}"#, false),
    ])
    func `a body is not nested deeper than anybody needs`(body: String, isRefused: Bool) async throws {
        let answer = try await API().send(.post, "/tasks", body: body)
        #expect(answer.status == (isRefused ? 400 : 202))
        #expect(answer.body.contains("nested deeper than 32") == isRefused)
    }
}

extension Front {
    /// Sends it again and again, until it is answered so: what it waits for has happened by then.
    func send(_ text: String, until status: Int) async throws -> RawAnswer {
        while true {
            let answer = try await send(text)
            if answer.statuses == [status] { return answer }
            await Task.yield()
        }
    }
}
