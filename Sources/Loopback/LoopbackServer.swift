import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// An HTTP/1.1 server that lives exactly as long as a closure runs, and prints nothing.
struct LoopbackServer<Responder: HTTPResponder>: Sendable
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let responder: Responder
    let host: String
    /// 0: the system picks a free one.
    let port: Int

    /// Listens, runs `body` with the server's base URL (without a slash at its end), and closes every connection.
    ///
    /// - Throws: `LoopbackError.cannotListen`, or what `body` throws.
    func run<Result>(_ body: (_ baseURL: String) async throws -> Result) async throws -> Result {
        let (ports, listening) = AsyncThrowingStream.makeStream(of: Int.self, bufferingPolicy: .bufferingOldest(1))
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), backlog: 1024),
            onServerRunning: { listening.yield($0.localAddress?.port ?? port) },
            logger: Logger(label: "loopback", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: application)], logger: application.logger
        )
        // Long enough, also on a busy machine, for a connection that is just being accepted: a cancellation in that moment
        // would take the process with it.
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let services = ServiceGroup(configuration: configuration)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await services.run()
                    listening.finish()
                } catch {
                    // Of no interest once `body` runs: the stream has been read by then.
                    listening.finish(throwing: error)
                }
            }
            let result: Result
            do {
                result = try await body("http://\(urlHost):\(listeningPort(from: ports))")
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            // Not by cancellation: a connection that is just being accepted would take the process with it.
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    private static func words(for error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
    }

    private func listeningPort(from ports: AsyncThrowingStream<Int, any Error>) async throws -> Int {
        do {
            for try await port in ports { return port }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw LoopbackError.cannotListen(host: host, port: port, reason: Self.words(for: error))
        }
        throw CancellationError()
    }

    /// RFC 3986, section 3.2.2: an IPv6 address stands in brackets.
    private var urlHost: String {
        host.contains(":") ? "[\(host)]" : host
    }
}
