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
        _ request: OutboundRequest, write: Duration? = nil, answer: Duration? = nil
    ) async throws -> OutboundResponse {
        let configuration = HTTPClient.Configuration.outbound(writeTimeout: write, answerTimeout: answer)
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await OutboundClient(client).send(request)
        }
    }

    private func post(_ bytes: Int, to port: Int) -> OutboundRequest {
        OutboundRequest(
            method: .post, url: "http://127.0.0.1:\(port)", headers: [:], body: [UInt8](repeating: 32, count: bytes),
            timeout: .seconds(30), maxResponseBytes: 1, demand: .excerpt
        )
    }

    /// More than the system takes in on both sides for a reader that does not read.
    @Test(arguments: [11_000_000, 30_000_000], [nil, Duration.milliseconds(200)])
    func `one that takes nothing more of the request is told of as that`(bytes: Int, answer: Duration?) async throws {
        try await withServer(reading: nil) { port in
            await #expect(throws: OutboundError.stalled(.request)) {
                try await send(post(bytes, to: port), write: .milliseconds(300), answer: answer)
            }
        }
    }

    @Test func `one that takes its time and goes on is waited for, however long all of it takes`() async throws {
        try await withServer(reading: .milliseconds(2)) { port in
            let response = try await send(
                post(11_000_000, to: port), write: .milliseconds(400), answer: .seconds(20)
            )
            #expect(response.status == 200)
        }
    }

    @Test func `one that has the request and says nothing is told of as that`() async throws {
        _ = try await RawServer("", then: .stall).serve { port in
            await #expect(throws: OutboundError.stalled(.answer)) {
                try await send(.get("http://127.0.0.1:\(port)"), answer: .milliseconds(100))
            }
        }
    }

    @Test func `a connection is kept for the next request, and none that the limits have ended is used`() async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            let configuration = HTTPClient.Configuration.outbound(
                writeTimeout: .seconds(2), answerTimeout: .seconds(2)
            )
            try await HTTPClient.withHTTPClient(configuration: configuration) { client async throws in
                for pause in [0, 0, 2500] {
                    try await Task.sleep(for: .milliseconds(pause))
                    let response = try await OutboundClient(client).send(.get(url))
                    #expect(response.status == 200)
                }
            }
        }
    }

    /// A server that answers once it has had a request's whole body, of which it reads a part after each pause, or nothing.
    private func withServer(reading pause: TimeAmount?, _ body: (Int) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let pause { try channel.pipeline.syncOperations.addHandler(SlowReader(pause: pause)) }
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        try await body(server.localAddress?.port ?? 0)
        try await server.close().get()
    }
}

/// Reads a part of what comes after each pause, and answers when as much has come as there is in the test's body.
private final class SlowReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pause: TimeAmount
    private var count = 0

    init(pause: TimeAmount) {
        self.pause = pause
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count += unwrapInboundIn(data).readableBytes
        guard count > 11_000_000 else { return }
        let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: pause) { context.read() }
    }
}
