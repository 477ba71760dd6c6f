import Foundation
import Hummingbird
import Loopback
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

@testable import HTTPAPI

/// The front on a socket that stays open when it ends.
@Suite(.timeLimit(.minutes(1)))
struct InheritedServerTests {
    private static let get = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
    private let api: API
    private let socket: ListeningSocket

    init() throws {
        api = try API()
        socket = try ListeningSocket()
    }

    /// Serves until `body` returns.
    private func serve<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
        let server = InheritedServer(descriptor: socket.copy(), router: api.routes.router(), logger: API.silent) { _ in
            isRunning.finish()
        }
        let services = ServiceGroup(services: [server], logger: API.silent)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            for await _ in running {}
            let result: Result
            do {
                result = try await body()
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    private func ask() async throws -> RawAnswer {
        try await RawClient.talk(to: socket.port, [.send(Self.get), .finish], patience: .seconds(30))
    }

    @Test func `it answers as the other does, with a date and within its limits`() async throws {
        let (answer, refused) = try await serve {
            (try await ask(), try await RawClient.talk(to: socket.port, [.send("nonsense\r\n\r\n"), .finish]))
        }
        #expect(answer.statuses == [200])
        #expect(refused.statuses == [400])
        let date = /\r\ndate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n/.ignoresCase()
        #expect(answer.text.contains(date))
    }

    @Test func `who connects while nobody serves is answered by the next`() async throws {
        let first = try await serve(ask)
        #expect(first.statuses == [200])
        async let early = ask()
        // The kernel has taken the connection: nobody was refused.
        let second = try await serve(ask)
        #expect(second.statuses == [200])
        #expect(try await early.statuses == [200])
    }

    @Test func `a date is of the fixed length that HTTP asks for`() {
        #expect(InheritedServer.date(Date(timeIntervalSince1970: 784_111_777)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
