package import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression

extension HTTPClient.Configuration {
    /// What every request to the outside keeps to, beside its own bounds.
    ///
    /// - No redirect is followed: a target may lie elsewhere, and no credential is to go there.
    /// - A connection that cannot be made fails its requests at once. Trying again is the schedule's business.
    /// - Connections are not scarce: a slow receiver must not make other jobs wait for their turn.
    /// - Compressed bodies are inflated to at most `OutboundClient.maxInflatedBytes`, so that a small answer cannot fill the memory.
    /// - No tracing of its own, which would name whole URLs, and each may hold a secret: ``TraceHeaders`` say what is sent.
    ///
    /// - Parameters:
    ///   - connectTimeout: from the DNS query to the end of the TLS handshake.
    ///   - answerTimeout: for how long the other side may say nothing once it has the request; nil: no limit of its own.
    package static func outbound(
        connectTimeout: Duration = .seconds(5), answerTimeout: Duration? = nil
    ) -> Self {
        var configuration = Self()
        configuration.redirectConfiguration = .disallow
        configuration.tracing.tracer = nil
        configuration.timeout.connect = TimeAmount(connectTimeout)
        configuration.timeout.read = answerTimeout.map { TimeAmount($0) }
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.connectionPool.idleTimeout = .seconds(15)
        configuration.httpVersion = .automatic
        configuration.decompression = .enabled(limit: .size(OutboundClient.maxInflatedBytes))
        return configuration
    }
}
