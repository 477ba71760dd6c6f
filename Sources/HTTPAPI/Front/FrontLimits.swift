package import Jobs
import NIOCore

/// How much of the daemon one client, and all of them together, may take up before a handler has looked at anything.
package struct FrontLimits: Sendable {
    /// Open at once. Some more are accepted, so that they can be told, and the health checks answered.
    package var connections = 4096
    static let spareConnections = 64
    /// From the first byte of a request's head to its last.
    package var headTimeout: Milliseconds = 10_000
    /// From the end of the head to the last byte of the body; also how long an answer may wait for its client to read on.
    package var bodyTimeout: Milliseconds = 30_000
    /// How long a connection may stay without a request.
    package var idleTimeout: Milliseconds = 30_000
    /// Of the bodies of all requests that have no answer yet.
    package var heldBytes = 64 << 20
    /// A recipient should take 8,000 (RFC 9112, section 3).
    static let uriBytes = 8 << 10
    /// Of one header field, and of the target, which is counted as one.
    static let fieldBytes = 16 << 10
    static let headBytes = 32 << 10
    static let fields = 100
    /// From a refusal to the end of its connection, so that the client can read why (RFC 9112, section 9.6).
    static let linger: Milliseconds = 1_000

    package init() {}

    /// Leaves enough descriptors to the database, and to requests of our own.
    package mutating func fit(into descriptors: Int) {
        connections = min(connections, max(1, descriptors - 256 - Self.spareConnections))
    }
}

extension Milliseconds {
    var timeAmount: TimeAmount { .milliseconds(count) }
}
