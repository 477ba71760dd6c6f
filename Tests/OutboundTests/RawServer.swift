import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TCP server that answers whatever comes with the same bytes, HTTP or not: for answers that no HTTP server would give.
struct RawServer: Sendable {
    enum End: Sendable {
        case close
        /// The connection stays open, and nothing more comes.
        case stall
    }

    let answer: [UInt8]
    let end: End
    var host = "127.0.0.1"
    /// 0: any free one.
    var port = 0
    /// Nil: no TLS.
    var tls: NIOSSLContext?
    /// How many have connected so far, whatever they wanted.
    let connections = Count()

    init(_ answer: String, then end: End) {
        self.init(Array(answer.utf8), then: end)
    }

    init(_ answer: [UInt8], then end: End) {
        self.answer = answer
        self.end = end
    }

    /// Listens on a free port for as long as `body` runs.
    func serve<Result>(_ body: (_ port: Int) async throws -> Result) async throws -> Result {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 16)
            .childChannelInitializer { channel in
                connections.add()
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Answerer(self))
                }
            }
            .bind(host: host, port: port)
            .get()
        do {
            let result = try await body(server.localAddress?.port ?? 0)
            try await server.close().get()
            return result
        } catch {
            try await server.close().get()
            throw error
        }
    }

    /// Answers 200 and nothing else.
    static func ok(on host: String = "127.0.0.1", port: Int = 0, tls: NIOSSLContext? = nil) -> RawServer {
        var server = RawServer("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", then: .stall)
        (server.host, server.port, server.tls) = (host, port, tls)
        return server
    }

    final class Count: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        func add() {
            count.withLock { $0 += 1 }
        }
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: RawServer
        private var hasAnswered = false

        init(_ server: RawServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !hasAnswered else { return }
            hasAnswered = true
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: server.answer)), promise: nil)
            if server.end == .close { context.close(promise: nil) }
        }
    }
}

/// A port of this machine on which nobody listens.
func freePort() async throws -> Int {
    try await RawServer("", then: .close).serve { $0 }
}
