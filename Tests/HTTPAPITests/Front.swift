import Hummingbird
import Loopback
import NIOCore
import ServiceLifecycle
import Synchronization
import TestSupport

@testable import HTTPAPI

/// The API behind its whole front, on a port of its own.
struct Front {
    let port: Int

    static func serve(
        _ api: API, _ limits: FrontLimits = FrontLimits(), _ body: @Sendable @escaping (Front) async throws -> Void
    ) async throws {
        try await serve(api.routes.router(), limits, body)
    }

    static func serve(
        _ router: Router<APIContext>, _ limits: FrontLimits,
        _ body: @Sendable @escaping (Front) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, server: .http1OnEventLoops(limits: limits),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: API.silent
        )
        var configuration = ServiceGroupConfiguration(services: [.init(service: application)], logger: API.silent)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let services = ServiceGroup(configuration: configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await services.run()
                } catch is CancellationError {
                    // Of clients that stay, which are cut off.
                }
            }
            for await port in ports {
                do {
                    try await body(Front(port: port))
                } catch {
                    await services.triggerGracefulShutdown()
                    throw error
                }
                break
            }
            // Not by cancellation: a connection that is just being accepted would take the process with it.
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    func talk(_ steps: RawClient.Step..., patience: Duration = .seconds(5)) async throws -> RawAnswer {
        try await RawClient.talk(to: port, steps, patience: patience)
    }

    /// Sends it, and says that nothing more comes.
    func send(_ text: String) async throws -> RawAnswer {
        try await talk(.send(text), .finish)
    }
}
