import ArgumentParser
import AsyncHTTPClient
import NIOCore
import Outbound

/// `hookme health`.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Ask the running daemon whether it is ready.",
        discussion: Manual.text(
            "For a container's health check: asks /readyz on HOST and PORT, and exits with 0 or 69.",
            example: "PORT=4001 hookme health")
    )

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await Failure.reported {
            let response = try await answer(from: "http://\(address())/readyz")
            guard response.status == 200 else {
                throw Failure(
                    .unavailable, "not ready: \(response.problem?.detail ?? "it answered \(response.status)")")
            }
            print("ready")
        }
    }

    private func address() async throws -> String {
        let (host, port) = try await configuration.read { ($0.text(.host), $0.number(.port, in: 1...65535)) }
        return DaemonAddress.text(host: host, port: port)
    }

    private func answer(from url: String) async throws -> OutboundResponse {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .outbound())
        let request = OutboundRequest(
            method: .get, url: url, headers: [:], timeout: .seconds(3), maxResponseBytes: 4096, demand: .excerpt
        )
        do {
            let response = try await OutboundClient(client).send(request)
            try await client.shutdown()
            return response
        } catch {
            try await client.shutdown()
            throw Failure(.unavailable, "no answer from \(url)")
        }
    }
}
