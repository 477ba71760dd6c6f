import NIOCore
import NIOHTTP1

/// Stands between the parser and everything else on a connection, and sees to it that a client sends its requests whole, in time
/// and in no more than their space. What it refuses is answered here, and the connection closed.
///
/// It lives on its connection's event loop. Times are measured when something comes, and one timer looks at them, which is set
/// anew only for a request that does not come at once.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// No byte of the next request has come. If the last is answered, one has to begin by the deadline.
        case between
        case head
        case body
        /// The last answer is written or being written. What comes is thrown away.
        case closing
    }

    private let limits: FrontLimits
    private let load: FrontLoad
    private let client: ClientPresence
    private var phase = Phase.between
    private var deadline = NIODeadline.distantFuture
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?
    /// Of the head that is being read, the target is complete.
    private var hasTarget = false
    /// How much of its first line may still come, so that the target may be its right size: with the method and the version.
    private var lineRoom = 0
    /// Of each request that was let in and has no whole answer, in order: the bytes of its body.
    private var unanswered = CircularBuffer<Int>(initialCapacity: 2)
    /// What the next request gets once those before it are answered.
    private var refusal: Problem?
    /// The parser has failed, or the request's reader was told to stop: nothing that comes is passed on.
    private var isBroken = false
    private var closesAfterAnswer = false
    private var isSpare = false
    /// As long as no byte has come.
    private var silence: Int?

    init(_ limits: FrontLimits, _ load: FrontLoad, _ client: ClientPresence) {
        self.limits = limits
        self.load = load
        self.client = client
    }

    /// Whether bytes that come now are of no use to anybody.
    var isDeaf: Bool {
        isBroken || phase == .closing || (closesAfterAnswer && phase == .between && !unanswered.isEmpty)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let connections = load.connect()
        if connections > limits.connections + FrontLimits.spareConnections {
            isSpare = true
            context.close(promise: nil)
        } else {
            isSpare = connections > limits.connections && !load.makeRoom()
            silence = load.listen(to: context.channel)
        }
        deadline = .now() + limits.idleTimeout.timeAmount
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        client.leave()
        breakSilence()
        timer?.task.cancel()
        load.disconnect()
        load.release(unanswered.reduce(0, +))
        unanswered.removeAll()
    }

    private func breakSilence() {
        if let silence { load.hear(silence) }
        silence = nil
    }

    /// Called before the parser sees the bytes.
    func bytesArrived(_ bytes: ByteBuffer) {
        breakSilence()
        if phase == .between {
            (phase, hasTarget, lineRoom) = (.head, false, FrontLimits.uriBytes + 32)
            deadline = .now() + limits.headTimeout.timeAmount
        }
        if phase == .head, !hasTarget {
            let line = bytes.readableBytesView.prefix(lineRoom)
            hasTarget = line.contains(UInt8(ascii: "\n"))
            lineRoom -= line.count
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            admit(head, data, context)
        case .body(let bytes):
            hold(bytes.readableBytes, context)
            if !isBroken { context.fireChannelRead(data) }
        case .end:
            phase = .between
            context.fireChannelRead(data)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if phase != .between, timer.map({ deadline < $0.at }) ?? true { schedule(context) }
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { client.leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        client.leave()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isDeaf else { return }
        switch error {
        case let error as HTTPParserError where phase == .body:
            fail(Problem(error, hasTarget: true), context)
        case let error as HTTPParserError:
            refuse(Problem(error, hasTarget: hasTarget), context)
        default:
            context.fireErrorCaught(error)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where isLastAnswer && head.status.code >= 200:
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            let isLast = isLastAnswer
            if let bytes = unanswered.popFirst() { load.release(bytes) }
            context.write(data, promise: promise)
            if isLast { return close(context) }
            answerRefusal(context)
            if phase == .between, unanswered.isEmpty {
                deadline = .now() + limits.idleTimeout.timeAmount
                if timer == nil { schedule(context) }
            }
        }
    }

    /// Whether what is being written is the last answer on this connection: since it comes before its request's end, or since
    /// the client wants it so.
    private var isLastAnswer: Bool {
        unanswered.count == 1 && refusal == nil && (phase == .body || closesAfterAnswer)
    }

    private func admit(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
        if let problem = head.problem { return refuse(problem, context) }
        if isSpare, !head.isHealthCheck { return refuse(.tooManyConnections, context) }
        phase = .body
        deadline = .now() + limits.bodyTimeout.timeAmount
        closesAfterAnswer = isSpare || !head.isKeepAlive || head.endsParsing
        unanswered.append(0)
        if head.expectsContinue, unanswered.count == 1 {
            let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
        }
        context.fireChannelRead(data)
    }

    private func hold(_ bytes: Int, _ context: ChannelHandlerContext) {
        guard !unanswered.isEmpty else { return }
        unanswered[unanswered.index(before: unanswered.endIndex)] += bytes
        if load.hold(bytes) > limits.heldBytes { fail(.tooManyBodies, context) }
    }

    /// Whoever reads the request's body gets the problem instead of the rest of it, and answers with it.
    private func fail(_ problem: Problem, _ context: ChannelHandlerContext) {
        isBroken = true
        load.refused(problem.type)
        context.fireErrorCaught(problem)
    }

    /// Answers a request of which nobody else has heard.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        isBroken = true
        load.refused(problem.type)
        refusal = problem
        answerRefusal(context)
    }

    private func answerRefusal(_ context: ChannelHandlerContext) {
        guard let refusal, unanswered.isEmpty else { return }
        self.refusal = nil
        let (head, body) = refusal.parts()
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        context.flush()
        close(context)
    }

    /// First our side only: a close with bytes unread would reset the connection, and the client might not get its answer.
    private func close(_ context: ChannelHandlerContext) {
        phase = .closing
        deadline = .now() + FrontLimits.linger.timeAmount
        schedule(context)
        context.flush()
        context.close(mode: .output, promise: nil)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = (
            deadline, context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.look(context) }
        )
    }

    private func look(_ context: ChannelHandlerContext) {
        timer = nil
        guard .now() >= deadline else { return schedule(context) }
        switch phase {
        case .between: if unanswered.isEmpty { context.close(promise: nil) }
        case .head: refuse(.headTimeout, context)
        case .body where unanswered.count > 1:
            // It is we who are late, with the answers before it.
            deadline = .now() + limits.bodyTimeout.timeAmount
            schedule(context)
        case .body: if !isBroken { fail(.bodyTimeout, context) }
        case .closing: context.close(promise: nil)
        }
    }
}
