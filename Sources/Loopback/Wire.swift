import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// The way of TCP connections to a stand-in. It carries every byte as it comes, unless it has a fault.
///
/// A fault of `Fault`'s is one of HTTP's; these are of what lies below, so that they strike at any byte of an answer.
package final class Wire: Sendable {
    package enum Trouble: Sendable {
        /// A connection is taken, and reset before anything comes; one that is there, when more is asked by it.
        case hangUp
        /// Nothing gets through in either direction, and nobody hangs up.
        case silence
        /// A byte of an answer at a time, with that pause between two.
        case drip(every: Duration)
        /// The stand-in has a request; so many bytes of its answer get through, and then this.
        case cut(after: Int, by: End)
    }

    package enum End: Sendable {
        /// Both directions end in good order.
        case close
        /// The stand-in's direction ends; what the client says is taken as before.
        case halfClose
        case reset
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    /// The connection is over.
    private struct Over: Error {}

    private let current = Mutex<Trouble?>(nil)

    package init() {}

    /// What is wrong with it, also for the connections that are open. Nil: nothing.
    package var trouble: Trouble? {
        get { current.withLock(\.self) }
        set { current.withLock { $0 = newValue } }
    }

    /// Listens on a free port of this machine, for as long as `body` runs.
    package func serve<Result: Sendable>(
        to port: Int, _ body: (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(wrappingChannelSynchronously: channel, configuration: .halfClosing)
                }
            }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                try await listener.executeThenClose { clients in
                    try await withThrowingDiscardingTaskGroup { connections in
                        for try await client in clients {
                            connections.addTask { await self.carry(client, to: port) }
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            return try await body(listener.channel.localAddress?.port ?? 0)
        }
    }

    /// Whatever ends a connection ends it on both sides.
    private func carry(_ client: Connection, to port: Int) async {
        do {
            try await client.executeThenClose { requests, toClient in
                if case .hangUp = trouble { throw await reset(client) }
                let server = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: "127.0.0.1", port: port) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try Connection(wrappingChannelSynchronously: channel, configuration: .halfClosing)
                        }
                    }
                try await server.executeThenClose { answers, toServer in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        let passed = Passed()
                        group.addTask { [self] in
                            for try await bytes in requests {
                                switch trouble {
                                case .hangUp: throw await reset(client)
                                case .silence: continue
                                default: break
                                }
                                passed.count.withLock { $0 = 0 }
                                try await toServer.write(bytes)
                            }
                        }
                        group.addTask { [self] in
                            for try await bytes in answers {
                                try await answer(bytes, to: client, by: toClient, passed)
                            }
                        }
                        try await group.next()
                        group.cancelAll()
                    }
                }
            }
        } catch {
            // However it ended, that is what a wire does.
        }
    }

    /// How much of the current answer has got through.
    private final class Passed: Sendable {
        let count = Mutex(0)
    }

    private func answer(
        _ bytes: ByteBuffer, to client: Connection, by outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ passed: Passed
    ) async throws {
        var bytes = bytes
        switch trouble {
        case nil, .hangUp:
            try await outbound.write(bytes)
        case .silence:
            break
        case .drip(let pause):
            while let byte = bytes.readSlice(length: 1) {
                try await outbound.write(byte)
                try await Task.sleep(for: pause)
            }
        case .cut(let limit, let end):
            let room = min(bytes.readableBytes, passed.count.withLock { max(0, limit - $0) })
            if room > 0, let part = bytes.readSlice(length: room) { try await outbound.write(part) }
            passed.count.withLock { $0 += room }
            if passed.count.withLock({ $0 >= limit }) { try await self.end(client, outbound, by: end) }
        }
    }

    private func end(
        _ client: Connection, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, by end: End
    ) async throws {
        switch end {
        case .close: throw Over()
        case .reset: throw await reset(client)
        case .halfClose:
            outbound.finish()
            // Until the client has had enough.
            try await client.channel.closeFuture.get()
        }
    }

    /// A connection that does not linger is reset by its close (SO_LINGER of 0 seconds).
    private func reset(_ client: Connection) async -> Over {
        let options = client.channel as? any SocketOptionProvider
        try? await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        return Over()
    }
}

extension NIOAsyncChannel.Configuration where Inbound == ByteBuffer, Outbound == ByteBuffer {
    fileprivate static var halfClosing: Self { Self(isOutboundHalfClosureEnabled: true) }
}
