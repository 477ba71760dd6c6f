package import CoreMetrics
package import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

extension HTTPServerBuilder {
    /// HTTP/1.1 within limits, with each connection served on its own event loop's thread.
    ///
    /// Without it every part of a request changes threads on its way from the socket to the handler and back, which costs
    /// more than all that the handler does. A handler must not block for that.
    package static func http1OnEventLoops(
        limits: FrontLimits = FrontLimits(), metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { EventLoopChannel(limits: limits, metrics: metrics, responder: $0) }
    }
}

/// A connection of such a server, and its limits.
struct EventLoopChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let client: ClientPresence

        var channel: any Channel { http.channel }
    }

    let http: HTTP1Channel
    let limits: FrontLimits
    let load: FrontLoad

    init(limits: FrontLimits, metrics: any MetricsFactory, responder: @escaping HTTPChannelHandler.Responder) {
        let configuration = HTTP1Channel.Configuration(
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: FrontLimits.fieldBytes, maxHeaderListSize: FrontLimits.headBytes,
                maxHeaderFieldCount: FrontLimits.fields
            )
        )
        http = HTTP1Channel(responder: responder, configuration: configuration)
        self.limits = limits
        load = FrontLoad(metrics)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let client = ClientPresence()
            let requests = RequestGuard(limits, load, client)
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(requests, position: .after(parser))
            try pipeline.addHandler(ByteWatch(requests), position: .first)
            try pipeline.addHandler(StallWatch(timeout: limits.bodyTimeout), position: .first)
            return Value(http: value, client: client)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await ClientPresence.$current.withValue(value.client) {
            await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
                await http.handle(value: value.http, logger: logger)
            }
        }
    }
}

/// Runs tasks on an event loop's thread.
private final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
