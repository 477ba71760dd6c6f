package import CoreMetrics
import Foundation
package import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// The front on a socket that somebody else has opened and keeps open, such as systemd. Hummingbird's own server opens its own.
///
/// Clients that connect while nobody serves wait in the socket's queue for the next who does. Stopped, it lets those whose requests
/// are under way have their answers, as Hummingbird's does.
package struct InheritedServer: Service, CustomStringConvertible {
    package let description = "front"
    private let descriptor: CInt
    private let connections: EventLoopChannel
    private let logger: Logger
    private let onServerRunning: @Sendable (any Channel) async -> Void

    /// - Parameter descriptor: of a TCP socket that listens. It is closed in the end.
    package init(
        descriptor: CInt, router: Router<APIContext>, limits: FrontLimits = FrontLimits(),
        metrics: any MetricsFactory = NOOPMetricsHandler.instance, logger: Logger,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) {
        self.descriptor = descriptor
        self.logger = logger
        self.onServerRunning = onServerRunning
        let responder = router.buildResponder()
        connections = EventLoopChannel(limits: limits, metrics: metrics) {
            (request, writer: consuming ResponseWriter, channel) in
            let context = APIContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
            var response = try await responder.respond(to: request, context: context)
            response.headers[.date] = Self.date(.now)
            try await writer.write(response: response.head, body: response.body)
        }
    }

    package func run() async throws {
        let quiescing = ServerQuiescingHelper(group: .singletonMultiThreadedEventLoopGroup)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(descriptor) { connections.setup(channel: $0, logger: logger) }
        await withGracefulShutdownHandler {
            await onServerRunning(server.channel)
            await serve(server)
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: nil)
        }
    }

    private func serve(_ server: NIOAsyncChannel<EventLoopChannel.Value, Never>) async {
        await withDiscardingTaskGroup { group in
            do {
                try await server.executeThenClose { clients in
                    for try await client in clients {
                        group.addTask { await connections.handle(value: client, logger: logger) }
                    }
                }
            } catch {
                logger.error("no more clients are accepted", metadata: ["error": "\(error)"])
            }
        }
    }

    /// As a `date` field says it (RFC 9110, section 5.6.7).
    static func date(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
