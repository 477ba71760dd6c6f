package import AsyncHTTPClient
import NIOCore
import NIOHTTPCompression

extension HTTPClient.Configuration {
    /// What every request to the outside keeps to, beside its own bounds.
    ///
    /// - No redirect is followed: a target may lie elsewhere, and no credential is to go there.
    /// - A connection that cannot be made fails its requests at once. Trying again is the schedule's business.
    /// - Connections are not scarce: a slow receiver must not make other jobs wait for their turn.
    /// - A connection that is never idle ends after `requestsPerConnection`, so that a host that moved is found at its new address,
    ///   though the old one answers still.
    /// - Compressed bodies are inflated to at most `OutboundClient.maxInflatedBytes`, so that a small answer cannot fill the memory.
    /// - No tracing of its own, which would name whole URLs, and each may hold a secret: ``TraceHeaders`` say what is sent.
    ///
    /// - Parameters:
    ///   - connectTimeout: from the DNS query to the end of the TLS handshake.
    ///   - writeTimeout, answerTimeout: as ``StallHandler`` has them; nil: no limit of its own.
    package static func outbound(
        connectTimeout: Duration = .seconds(5), writeTimeout: Duration? = nil, answerTimeout: Duration? = nil,
        requestsPerConnection: Int = 1000
    ) -> Self {
        var configuration = Self()
        configuration.redirectConfiguration = .disallow
        configuration.tracing.tracer = nil
        configuration.timeout.connect = TimeAmount(connectTimeout)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.connectionPool.idleTimeout = .seconds(15)
        configuration.maximumUsesPerConnection = requestsPerConnection
        configuration.httpVersion = .automatic
        configuration.decompression = .enabled(limit: .size(OutboundClient.maxInflatedBytes))
        if writeTimeout != nil || answerTimeout != nil {
            let watch: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = StallHandler(
                        writeTimeout: writeTimeout.map { TimeAmount($0) },
                        answerTimeout: answerTimeout.map { TimeAmount($0) }
                    )
                    // Before all others, so that it sees the very bytes.
                    try channel.pipeline.syncOperations.addHandler(handler, position: .first)
                }
            }
            // So that none that waits for its next request is ended by the watch instead.
            if let answerTimeout {
                configuration.connectionPool.idleTimeout = min(
                    .seconds(15), .nanoseconds(TimeAmount(answerTimeout).nanoseconds / 2))
            }
            configuration.http1_1ConnectionDebugInitializer = watch
            configuration.http2ConnectionDebugInitializer = watch
        }
        return configuration
    }
}
