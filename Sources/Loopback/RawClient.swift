import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection on which a client says whatever it likes, HTTP or not.
package struct RawClient: Sendable {
    package enum Step: Sendable {
        case send([UInt8])
        case pause(Duration)
        /// Says that nothing more comes, and reads on.
        case finish

        package static func send(_ text: String) -> Step { .send(Array(text.utf8)) }
    }

    /// Takes the steps, one after the other, and then waits until the server closes the connection.
    ///
    /// - Parameter patience: how long it waits for that, after the last step.
    package static func talk(
        to port: Int, _ steps: [Step], patience: Duration = .seconds(5)
    ) async throws -> RawAnswer {
        let listener = Listener()
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.allowRemoteHalfClosure, value: false)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(listener) }
                }
                .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port)).get()
        } catch let error as IOError where error.errnoCode == EPIPE || error.errnoCode == ECONNRESET {
            // It took the connection, and closed it before this end had seen that.
            return listener.heard.withLock { $0 }
        }
        for step in steps where channel.isActive {
            // A server that will hear no more of it closes: the answer says so.
            switch step {
            case .send(let bytes): try? await channel.writeAndFlush(ByteBuffer(bytes: bytes))
            case .pause(let pause): try await Task.sleep(for: pause)
            case .finish: try? await channel.close(mode: .output).get()
            }
        }
        let patienceEnds = channel.eventLoop.scheduleTask(in: TimeAmount(patience)) {
            listener.heard.withLock { $0.isClosed = false }
            channel.close(promise: nil)
        }
        try await channel.closeFuture.get()
        patienceEnds.cancel()
        return listener.heard.withLock { $0 }
    }

    /// Says something, and reads nothing for as long as `body` runs.
    package static func withDeaf(to port: Int, _ text: String, _ body: () async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: text))
        try await body()
        try await channel.close().get()
    }

    private final class Listener: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let heard = Mutex(RawAnswer(bytes: [], isClosed: true))

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            heard.withLock { $0.bytes += bytes.readableBytesView }
        }

        /// A reset is an end as well.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
