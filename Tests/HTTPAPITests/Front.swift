import Hummingbird
import Loopback
import NIOCore
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
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body(Front(port: port))
                break
            }
            group.cancelAll()
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
