/// The daemon's HTTP server with the same decoding of the body, and a constant answer.
struct NoopServer: Server {
    let port: Int
    let processes: [Int32]

    static func run<Value: Sendable>(
        _ plan: Plan, _ body: (NoopServer) async throws -> Value
    ) async throws -> Value {
        try await Program(plan.probe, ["noop"]).run { running in
            let port = try await running.line(Listening.self, within: .seconds(10)).port
            return try await body(NoopServer(port: port, processes: [running.processID]))
        }
    }
}

private struct Listening: Decodable {
    let port: Int
}
