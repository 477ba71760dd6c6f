import NIOCore

/// Ends a connection whose other side takes nothing of what is sent, or says nothing once it has all of it.
///
/// It counts the bytes that the system takes on this side, of which it may hold some megabytes for a receiver that reads slowly; so
/// a limit should be well above the time that such a receiver needs for them. A connection that waits for its next request ends by
/// the second rule too, which costs nobody anything.
final class StallHandler: ChannelDuplexHandler {
    typealias InboundIn = NIOAny
    typealias OutboundIn = NIOAny

    private let writeTimeout: TimeAmount?
    private let answerTimeout: TimeAmount?
    private var timer: Scheduled<Void>?
    /// When something last went on.
    private var lastProgress = NIODeadline.now()
    /// What waited to be taken then.
    private var waiting = 0
    /// Why the connection ends.
    private var stall: OutboundError?

    /// - Parameters: nil: no limit.
    init(writeTimeout: TimeAmount?, answerTimeout: TimeAmount?) {
        self.writeTimeout = writeTimeout
        self.answerTimeout = answerTimeout
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise.map { telling($0, context) })
        noteProgress(context)
        if timer == nil { look(context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        noteProgress(context)
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    /// Whoever waits for a write when the connection ends is told why, and not only that it has ended.
    private func telling(
        _ caller: EventLoopPromise<Void>, _ context: ChannelHandlerContext
    ) -> EventLoopPromise<Void> {
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            if case .failure(let error) = result { caller.fail(self.stall ?? error) } else { caller.succeed() }
        }
        return promise
    }

    private func noteProgress(_ context: ChannelHandlerContext) {
        lastProgress = .now()
        waiting = Self.waiting(context)
    }

    /// Looks several times within a limit, since nobody tells when the system takes a part of what waits.
    private func look(_ context: ChannelHandlerContext) {
        let waiting = Self.waiting(context)
        if waiting < self.waiting { noteProgress(context) }
        timer = nil
        let limit = waiting > 0 ? writeTimeout : answerTimeout
        if let limit, NIODeadline.now() >= lastProgress + limit {
            let stall = OutboundError.stalled(waiting > 0 ? .request : .answer)
            self.stall = stall
            context.fireErrorCaught(stall)
            return context.close(promise: nil)
        }
        // Until the next write there is nothing to watch.
        if waiting == 0, answerTimeout == nil { return }
        let shortest = [writeTimeout, answerTimeout].compactMap(\.self).min() ?? .seconds(1)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(shortest.nanoseconds / 8 + 1)) {
            self.look(context)
        }
    }

    /// Bytes that the system has not taken yet.
    private static func waiting(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
