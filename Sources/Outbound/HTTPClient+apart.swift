package import AsyncHTTPClient
import NIOPosix

/// Lives as long as the process.
private let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

extension HTTPClient {
    /// Makes a client with a thread of its own, for a host that must not wait for anybody else's.
    ///
    /// From each event loop names are looked up one after another, and one whose servers do not answer takes half a minute:
    /// nobody else whose connections are made from the same loops gets one meanwhile.
    package static func apart(configuration: Configuration) -> HTTPClient {
        HTTPClient(eventLoopGroup: loop, configuration: configuration)
    }
}
