import AsyncHTTPClient
import Dispatch
import Loopback
import NIOSSL
import Testing

@testable import Outbound

@Suite(.timeLimit(.minutes(1)))
struct GuardedClientTests {
    /// Who may be connected to is 127.0.0.2 in these tests, and who may not 127.0.0.1.
    private static let list = "*.example.com 127.0.0.2"

    @Test func `a name that has changed since the check leads to the address that was checked`() async throws {
        let inner = RawServer.ok()
        try await inner.serve { port in
            let outer = RawServer.ok(on: "127.0.0.2", port: port)
            try await outer.serve { _ in
                let names = Names(changing: ["hooks.example.com": [["127.0.0.2"], ["127.0.0.1"]]])
                let client = try GuardedClient(Self.list, names)
                #expect(try await client.send(.get("http://hooks.example.com:\(port)/")).status == 200)
                #expect(outer.connections.value == 1 && inner.connections.value == 0)
                #expect(names.asked == ["hooks.example.com"])

                let error = await #expect(throws: GuardedError.self) {
                    try await client.send(.get("http://hooks.example.com:\(port)/"))
                }
                #expect(error.map { "\($0)".contains("loopback") } == true)
                #expect(outer.connections.value == 1 && inner.connections.value == 0)
            }
        }
    }

    @Test func `one bad address among good ones is one too many`() async throws {
        for found in [["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.2", "::1"]] {
            let outer = RawServer.ok(on: "127.0.0.2")
            try await outer.serve { port in
                let client = try GuardedClient(Self.list, Names(["hooks.example.com": found]))
                await #expect(throws: GuardedError.self) {
                    try await client.send(.get("http://hooks.example.com:\(port)/"))
                }
                #expect(outer.connections.value == 0)
            }
        }
    }

    @Test func `where one address takes no connection the next is tried, and none once the request is sent`()
        async throws
    {
        let second = RawServer.ok(on: "127.0.0.3")
        try await second.serve { port in
            let names = Names(["hooks.example.com": ["127.0.0.2", "127.0.0.3"]])
            let client = try GuardedClient("*.example.com 127.0.0.2 127.0.0.3", names)
            let request = OutboundRequest.get("http://hooks.example.com:\(port)/")
            #expect(try await client.send(request).status == 200)
            #expect(second.connections.value == 1)

            var first = RawServer("", then: .close)
            (first.host, first.port) = ("127.0.0.2", port)
            try await first.serve { _ in
                await #expect(throws: GuardedError.self) { try await client.send(request) }
                #expect(first.connections.value == 1 && second.connections.value == 1)
            }
        }
    }

    @Test(arguments: ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:PORT/"])
    func `a redirect inwards is an answer and is not followed`(location: String) async throws {
        let inner = RawServer.ok()
        try await inner.serve { port in
            let target = location.replacing("PORT", with: "\(port)")
            let answer = "HTTP/1.1 307 Temporary Redirect\r\nlocation: \(target)\r\ncontent-length: 0\r\n\r\n"
            var outer = RawServer(answer, then: .stall)
            outer.host = "127.0.0.2"
            let response = try await outer.serve { port in
                let client = try GuardedClient(Self.list, Names(["hooks.example.com": ["127.0.0.2"]]))
                return try await client.send(.get("http://hooks.example.com:\(port)/"))
            }
            #expect(response.status == 307 && inner.connections.value == 0)
        }
    }

    @Test func `the receiver hears the name, and nothing of its address`() async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            let client = try GuardedClient("*.example.com 127.0.0.1", Names(["hooks.example.com": ["127.0.0.1"]]))
            _ = try await client.send(.get(url.replacing("127.0.0.1", with: "Hooks.example.com") + "/a?b=c"))
        }
        let sent = try #require(receiver.log.exchanges.first)
        #expect(sent.authority.hasPrefix("hooks.example.com:") && sent.target == "/a?b=c")
    }

    @Test(arguments: [
        ("hooks.example.com", true, nil), ("other.example.com", true, "TLS certificate is for another host"),
        ("hooks.example.com", false, "TLS certificate is not trusted"),
    ])
    func `the certificate has to be the name's, although the address is pinned`(
        name: String, isTrusted: Bool, error: String?
    ) async throws {
        let certificate = try TestCertificate(name: "hooks.example.com")
        var configuration = HTTPClient.Configuration.outbound()
        var tls = TLSConfiguration.makeClientConfiguration()
        if isTrusted { tls.trustRoots = .certificates([certificate.certificate]) }
        configuration.tlsConfiguration = tls
        let client = try GuardedClient("*.example.com 127.0.0.1", Names([name: ["127.0.0.1"]]), configuration)
        try await RawServer.ok(tls: certificate.serverContext()).serve { port in
            let request = OutboundRequest.get("https://\(name):\(port)/", timeout: .seconds(50))
            if let error {
                await #expect(throws: GuardedError.outbound(.unreachable(error))) { try await client.send(request) }
            } else {
                let answer = try await client.send(request)
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `a resolver that does not answer in time is no fault of the receiver`() async throws {
        let limit = Duration.milliseconds(100)
        let client = GuardedClient(DestinationPolicy(try AllowList("*.example.com"))) { _ throws(OutboundError) in
            do {
                try await Task.sleep(for: .seconds(60))
                return []
            } catch {
                throw .cancelled
            }
        }
        await #expect(throws: GuardedError.outbound(.unreachable("DNS does not answer"))) {
            try await client.send(.get("http://hooks.example.com/", timeout: limit))
        }
    }

    @Test func `a receiver that does not answer in time is a timeout of the whole`() async throws {
        let limit = Duration.milliseconds(200)
        try await RawServer("", then: .stall).serve { port in
            let client = try GuardedClient("*.example.com 127.0.0.1", Names(["hooks.example.com": ["127.0.0.1"]]))
            await #expect(throws: GuardedError.outbound(.timeout(limit))) {
                try await client.send(.get("http://hooks.example.com:\(port)/", timeout: limit))
            }
        }
    }

    @Test func `the system knows this machine by its name, and not a name that cannot be`() async throws {
        let found = try await systemResolver("localhost")
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { AddressPolicy().rule(against: $0)?.kind == "a loopback address" })
        let label = String(repeating: "x", count: 64)
        await #expect(throws: OutboundError.unreachable("DNS does not know the host name")) {
            try await systemResolver("\(label).invalid")
        }
    }

    @Test func `a name that hangs keeps its thread, and what nobody waits for any more is not looked up`() async throws
    {
        let (end, questions) = (DispatchSemaphore(value: 0), Names([:]))
        let (reached, reach) = AsyncStream.makeStream(of: Void.self)
        let resolve = blockingResolver(threads: 1) { name in
            questions.ask(name)
            if name == "hangs" {
                reach.yield()
                end.wait()
            }
            return .success([])
        }
        let hanging = Task { try await resolve("hangs") }
        for await _ in reached.prefix(1) {}
        let left = Task { try await resolve("left") }
        left.cancel()
        await #expect(throws: OutboundError.cancelled) { try await left.value }
        let last = Task { try await resolve("last") }
        end.signal()
        _ = try await (hanging.value, last.value)
        #expect(questions.asked == ["hangs", "last"])
    }
}
