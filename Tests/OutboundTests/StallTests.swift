import AsyncHTTPClient
import Loopback
import NIOCore
import NIOPosix
import Outbound
import Testing

/// The other side is there, and nothing goes on.
@Suite(.timeLimit(.minutes(1)))
struct StallTests {
    private func send(
        _ request: OutboundRequest, answer: Duration? = nil
    ) async throws -> OutboundResponse {
        let configuration = HTTPClient.Configuration.outbound(answerTimeout: answer)
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await OutboundClient(client).send(request)
        }
    }

    @Test func `one that takes nothing more of the request is told of as that`() async throws {
        // Far more than the system takes in on both sides for a reader that does not read.
        let request = OutboundRequest(
            method: .post, url: "", headers: [:], body: [UInt8](repeating: 32, count: 64 << 20),
            timeout: .seconds(30), writeTimeout: .milliseconds(300), maxResponseBytes: 1, demand: .excerpt
        )
        try await withDeafServer { port in
            var request = request
            request.url = "http://127.0.0.1:\(port)"
            await #expect(throws: OutboundError.stalled(.request)) {
                try await send(request)
            }
        }
    }

    @Test func `one that has the request and says nothing is told of as that`() async throws {
        _ = try await RawServer("", then: .stall).serve { port in
            await #expect(throws: OutboundError.stalled(.answer)) {
                try await send(.get("http://127.0.0.1:\(port)"), answer: .milliseconds(100))
            }
        }
    }

    @Test func `a body in many parts arrives as it is, with its length`() async throws {
        let body = [UInt8](repeating: 7, count: 200_000)
        var request = OutboundRequest(
            method: .post, url: "", headers: [:], body: body, timeout: .seconds(30),
            writeTimeout: .seconds(5), maxResponseBytes: 1, demand: .excerpt
        )
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            request.url = url
            _ = try await send(request, answer: .seconds(5))
        }
        let arrived = try #require(receiver.log.exchanges.first)
        #expect(arrived.body == body && arrived.header("content-length") == "200000")
        #expect(arrived.header("transfer-encoding") == nil)
    }

    /// Accepts connections and reads nothing of them.
    private func withDeafServer(_ body: (Int) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0)
            .get()
        try await body(server.localAddress?.port ?? 0)
        try await server.close().get()
    }
}
