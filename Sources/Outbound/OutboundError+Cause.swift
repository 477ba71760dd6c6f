import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

extension OutboundError {
    /// Puts what the network stack threw into our words, and drops the hosts, addresses and headers that it names.
    init(cause: any Error, timeout: Duration) {
        switch cause {
        case _ where Task.isCancelled, is CancellationError: self = .cancelled
        case HTTPClientError.deadlineExceeded as HTTPClientError: self = .timeout(timeout)
        case let stall as OutboundError: self = stall
        case NIOHTTPDecompression.DecompressionError.limit: self = .tooLarge(limit: OutboundClient.maxInflatedBytes)
        default:
            self =
                Self.isBeforeTheRequest(cause)
                ? .unreachable(Self.words(for: cause)) : .interrupted(Self.words(for: cause))
        }
    }

    /// Whether the connection was not there yet, TLS included.
    private static func isBeforeTheRequest(_ cause: any Error) -> Bool {
        switch cause {
        case let error as IOError: [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EMFILE, ENFILE].contains(error.errnoCode)
        case let error as HTTPClientError:
            [.connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout].contains(error)
        case ChannelError.connectTimeout, NIOSSLError.handshakeFailed: true
        case is NIOConnectionError, is SocketAddressError.UnknownHost, is NIOSSLExtraError: true
        default: false
        }
    }

    static func words(for cause: any Error) -> String {
        switch cause {
        case let error as NIOConnectionError: words(for: error)
        case let error as IOError: words(forErrno: error.errnoCode)
        case let error as HTTPClientError: words(for: error)
        case ChannelError.connectTimeout: "no connection in time"
        case ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed: "connection closed by the other side"
        // It may not know the name, or have failed: the network stack does not tell.
        case is SocketAddressError.UnknownHost: "DNS does not resolve the host name"
        case NIOSSLError.uncleanShutdown: words(for: HTTPClientError.remoteConnectionClosed)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: words(forTLS: "\(cause)")
        case HTTPParserError.invalidEOFState: words(for: HTTPClientError.remoteConnectionClosed)
        case is HTTPParserError: "the answer is not HTTP"
        default: "the connection failed (\(type(of: cause)))"
        }
    }

    private static func words(for error: NIOConnectionError) -> String {
        let causes = error.connectionErrors.map(\.error) + [error.dnsAError, error.dnsAAAAError].compactMap(\.self)
        return causes.first.map(words) ?? "no connection"
    }

    private static func words(forErrno code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE, ECONNABORTED: "connection reset by the other side"
        case EHOSTUNREACH, ENETUNREACH: "no route to the host"
        case ETIMEDOUT: "connection timed out"
        default: String(cString: strerror(code))
        }
    }

    private static func words(for error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: "no connection in time"
        case .tlsHandshakeTimeout: "TLS handshake not finished in time"
        case .remoteConnectionClosed: "connection closed before the whole answer was there"
        default: error.shortDescription.lowercased()
        }
    }

    private static func words(forTLS description: String) -> String {
        if description.contains("failedToValidateHostname") { return "TLS certificate is for another host" }
        if description.contains("CERTIFICATE_VERIFY_FAILED") { return "TLS certificate is not trusted" }
        if description.contains("WRONG_VERSION_NUMBER") { return "TLS handshake failed: the other side speaks no TLS" }
        return "TLS handshake failed"
    }
}
