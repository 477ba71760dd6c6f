import AsyncHTTPClient
import Foundation
import Loopback
import NIOCore
import NIOSSL
import Testing

@testable import Outbound

struct OutboundErrorTests {
    private static let causes: [(any Error, String)] = [
        (IOError(errnoCode: ECONNREFUSED, reason: "connect"), "connection refused"),
        (IOError(errnoCode: EHOSTUNREACH, reason: "connect"), "no route to the host"),
        (IOError(errnoCode: EMFILE, reason: "socket"), "Too many open files"),
        (ChannelError.connectTimeout(.seconds(5)), "no connection in time"),
        (HTTPClientError.connectTimeout, "no connection in time"),
        (HTTPClientError.tlsHandshakeTimeout, "TLS handshake not finished in time"),
        (NIOSSLExtraError.failedToValidateHostname, "TLS certificate is for another host"),
        (NIOSSLError.handshakeFailed(.sslError([])), "TLS handshake failed"),
    ]

    @Test func `nobody listens`() async throws {
        let port = try await freePort()
        await #expect(throws: OutboundError.unreachable("connection refused")) {
            try await withOutboundClient { try await $0.send(.get("http://127.0.0.1:\(port)")) }
        }
    }

    /// A label of more than 63 characters fails in the resolver itself, so that no question leaves the machine.
    @Test func `the host has no address`() async throws {
        let host = String(repeating: "x", count: 64) + ".invalid"
        await #expect(throws: OutboundError.unreachable("DNS does not resolve the host name")) {
            try await withOutboundClient { try await $0.send(.get("http://\(host)/?token=secret")) }
        }
    }

    @Test func `the connection ends instead of an answer`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.drop)
        let error = await #expect(throws: OutboundError.self) {
            try await receiver.serve { url in try await withOutboundClient { try await $0.send(.get(url)) } }
        }
        let words = ["connection closed before the whole answer was there", "connection reset by the other side"]
        #expect(words.map(OutboundError.interrupted).contains(error))
    }

    @Test(arguments: [
        "content-length: 100\r\n\r\nbegun",
        "transfer-encoding: chunked\r\n\r\n5\r\nbegun\r\n",
    ])
    func `the connection ends within the body`(rest: String) async throws {
        let error = await #expect(throws: OutboundError.self) {
            try await RawServer("HTTP/1.1 200 OK\r\n" + rest, then: .close).serve { port in
                try await withOutboundClient { try await $0.send(.get("http://127.0.0.1:\(port)")) }
            }
        }
        #expect(error == .interrupted("connection closed before the whole answer was there"))
    }

    @Test func `the answer is not HTTP`() async throws {
        await #expect(throws: OutboundError.interrupted("the answer is not HTTP")) {
            try await RawServer("220 mail.example ESMTP\r\n", then: .close).serve { port in
                try await withOutboundClient { try await $0.send(.get("http://127.0.0.1:\(port)")) }
            }
        }
    }

    @Test func `the other side speaks no TLS`() async throws {
        await #expect(throws: OutboundError.unreachable("TLS handshake failed: the other side speaks no TLS")) {
            try await RawServer("HTTP/1.1 400 Bad Request\r\n\r\n", then: .stall).serve { port in
                try await withOutboundClient { try await $0.send(.get("https://127.0.0.1:\(port)")) }
            }
        }
    }

    @Test func `a header that HTTP does not allow is named without its value`() async throws {
        let receiver = LoopbackReceiver()
        let error = await #expect(throws: OutboundError.self) {
            try await receiver.serve { url in
                try await withOutboundClient {
                    try await $0.send(.get(url, headers: ["authorization": "Bearer sec\nret"]))
                }
            }
        }
        #expect(error == .interrupted("invalid header field values"))
        #expect(receiver.log.count == 0)
    }

    private static let laterCauses: [(any Error, String)] = [
        (IOError(errnoCode: ECONNRESET, reason: "read"), "connection reset by the other side"),
        (IOError(errnoCode: EPIPE, reason: "write"), "connection reset by the other side"),
        (IOError(errnoCode: ETIMEDOUT, reason: "read"), "connection timed out"),
        (ChannelError.ioOnClosedChannel, "connection closed by the other side"),
        (NIOSSLError.uncleanShutdown, "connection closed before the whole answer was there"),
        (HTTPClientError.remoteConnectionClosed, "connection closed before the whole answer was there"),
    ]

    @Test(arguments: causes)
    func `what the network stack throws is put into plain words`(cause: any Error, words: String) {
        #expect(OutboundError(cause: cause, timeout: .seconds(1)) == .unreachable(words))
    }

    @Test(arguments: laterCauses)
    func `what happens once there is a connection may have come too late for the request`(
        cause: any Error, words: String
    ) {
        #expect(OutboundError(cause: cause, timeout: .seconds(1)) == .interrupted(words))
    }

    @Test func `the deadline is a timeout, and cancellation is not`() {
        let limit = Duration.seconds(7)
        #expect(OutboundError(cause: HTTPClientError.deadlineExceeded, timeout: limit) == .timeout(limit))
        #expect(OutboundError(cause: CancellationError(), timeout: limit) == .cancelled)
    }
}
