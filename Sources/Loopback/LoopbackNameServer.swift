import NIOCore
import NIOPosix
import Synchronization

/// A name server (RFC 1035) to which every name leads to 127.0.0.1, unless it is to fail.
package final class LoopbackNameServer: Sendable {
    package enum Answer: UInt8, Sendable {
        case address = 0
        case serverFailure = 2
        case unknownName = 3
        /// None at all.
        case silence = 255
    }

    private let answers = Mutex<[String: Answer]>([:])

    package init() {}

    /// By a name in lower case what is said of it.
    package subscript(_ name: String) -> Answer {
        get { answers.withLock { $0[name] ?? .address } }
        set { answers.withLock { $0[name] = newValue } }
    }

    /// Serves on port 53, which takes the right to, for as long as `body` runs.
    ///
    /// - Parameter host: an address of this machine.
    package func serve<Result>(host: String, _ body: () async throws -> Result) async throws -> Result {
        let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(self))
                }
            }
            .bind(host: host, port: 53).get()
        do {
            let result = try await body()
            try await channel.close()
            return result
        } catch {
            try await channel.close()
            throw error
        }
    }

    /// - Returns: nil: nothing is said.
    func answer(to question: ByteBuffer) -> ByteBuffer? {
        var rest = question
        guard let id = rest.readInteger(as: UInt16.self), rest.readBytes(length: 10) != nil else { return nil }
        let start = rest.readerIndex
        var labels: [String] = []
        while let length = rest.readInteger(as: UInt8.self), length > 0,
            let label = rest.readString(length: Int(length))
        {
            labels.append(label.lowercased())
        }
        guard let type = rest.readInteger(as: UInt16.self), rest.readInteger(as: UInt16.self) != nil,
            let name = question.getSlice(at: start, length: rest.readerIndex - start)
        else { return nil }
        let verdict = self[labels.joined(separator: ".")]
        guard verdict != .silence else { return nil }
        let hasAddress = verdict == .address && type == 1
        var answer = ByteBuffer()
        // An answer, by a server that asks others too; then how many questions, answers, authorities and further records.
        answer.writeInteger(id)
        for field in [0x8180 | UInt16(verdict.rawValue), 1, hasAddress ? 1 : 0, 0, 0] { answer.writeInteger(field) }
        answer.writeImmutableBuffer(name)
        guard hasAddress else { return answer }
        // The question's own name, an address, of the Internet, for no time.
        for field in [0xC00C, 1, 1, 0, 0, 4] as [UInt16] { answer.writeInteger(field) }
        answer.writeBytes([127, 0, 0, 1])
        return answer
    }

    private final class Answerer: ChannelInboundHandler, Sendable {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let server: LoopbackNameServer

        init(_ server: LoopbackNameServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let question = unwrapInboundIn(data)
            guard let answer = server.answer(to: question.data) else { return }
            let envelope = AddressedEnvelope(remoteAddress: question.remoteAddress, data: answer)
            context.writeAndFlush(wrapOutboundOut(envelope), promise: nil)
        }
    }
}
