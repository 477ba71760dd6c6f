import NIOCore

/// Stands before the parser, for ``RequestGuard``: tells it of bytes before they are parsed, and keeps back those that it has no
/// more use for. Without that, the parser would gather without end what comes behind an Upgrade.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let requests: RequestGuard

    init(_ requests: RequestGuard) {
        self.requests = requests
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !requests.isDeaf else { return }
        requests.bytesArrived(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }
}
