/// A server that plays somebody else's part on this machine.
///
/// A stand-in says only what it answers. Listening, the log of what arrived and the scripted faults are the same for all.
package protocol StandIn: Sendable {
    /// What arrived, and what came of it.
    var log: ExchangeLog { get }
    /// What is to go wrong, and when.
    var faults: FaultScript { get }

    /// Answers a request for which no fault replaces the answer.
    func answer(to request: Exchange) -> LoopbackAnswer

    /// Adds to a fault's answer what every answer of this stand-in has, such as GitHub's rate limit headers.
    func complete(_ answer: LoopbackAnswer, to request: Exchange) -> LoopbackAnswer

    /// Sees each request whose answer is decided (`status` is nil where there will be none), just before it is sent.
    func didAnswer(_ exchange: Exchange)
}

extension StandIn {
    package func complete(_ answer: LoopbackAnswer, to request: Exchange) -> LoopbackAnswer {
        answer
    }

    package func didAnswer(_ exchange: Exchange) {}

    /// Serves HTTP for as long as `body` runs.
    ///
    /// Requests still under way when `body` ends lose their connection. Cancellation reaches `body` and the server alike.
    ///
    /// - Parameters:
    ///   - host: An address of this machine.
    ///   - port: 0 lets the system pick a free one.
    ///   - body: Gets the base URL, without a slash at its end.
    /// - Returns: What `body` returns.
    /// - Throws: `LoopbackError.cannotListen`, or what `body` throws.
    package func serve<Result>(
        host: String = "127.0.0.1",
        port: Int = 0,
        _ body: (_ baseURL: String) async throws -> Result
    ) async throws -> Result {
        try await LoopbackServer(responder: StandInResponder(standIn: self), host: host, port: port).run(body)
    }
}
