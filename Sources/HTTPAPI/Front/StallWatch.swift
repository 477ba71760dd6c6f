import Jobs
import NIOCore

/// Closes the connection of a client that does not read its answer: one that takes not a byte for so long while more wait for it
/// than the connection holds.
final class StallWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?

    init(timeout: Milliseconds) {
        self.timeout = timeout.timeAmount
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if !context.channel.isWritable { look(again: Self.waiting(context), context) }
        context.fireChannelWritabilityChanged()
    }

    private func look(again waiting: Int, _ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            let still = Self.waiting(context)
            if still < waiting { self.look(again: still, context) } else { context.close(promise: nil) }
        }
    }

    /// Bytes that the client has not taken.
    private static func waiting(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
