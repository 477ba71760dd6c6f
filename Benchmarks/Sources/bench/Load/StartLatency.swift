/// How long tasks wait for their first request when nothing else is to do. In milliseconds, sorted.
struct StartLatency: Sendable {
    /// From sending the POST.
    let fromPost: [Double]
    /// From having its answer.
    let fromAnswer: [Double]

    static func measure(on database: Database, plan: Plan) async throws -> StartLatency {
        let port = try freePort()
        let loopback = "http://127.0.0.1:\(port)"
        let settings = ["API_URL": loopback, "WEBHOOK_URL": loopback + "/hook", "SCHEDULE_INTERVAL": "0"]
        let waits = try await Daemon.run(plan, database, settings) { daemon in
            let program = Program(
                plan.probe,
                [
                    "latency", "--daemon", daemon.url, "--port", "\(port)", "--count", "\(plan.latencyTasks)",
                    "--label",
                    plan.label("idle"),
                ]
            )
            return try Waits(json: try await program.output(within: .seconds(120)))
        }
        return StartLatency(fromPost: waits.fromPost.sorted(), fromAnswer: waits.fromAnswer.sorted())
    }
}

private struct Waits: Decodable {
    let fromPost: [Double]
    let fromAnswer: [Double]
}
