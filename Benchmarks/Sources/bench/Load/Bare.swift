/// The requests that jobs make, without a queue.
struct Bare: Decodable, Sendable {
    let jobs: Int
    let seconds: Double
    let cpuMicroseconds: Double

    static func measure(jobs: Int, concurrency: Int, against standIns: StandIns, plan: Plan) async throws -> Bare {
        let program = Program(
            plan.probe,
            [
                "bare", "--jobs", "\(jobs)", "--concurrency", "\(concurrency)", "--api-url", standIns.apiURL,
                "--webhook-url", standIns.webhookURL,
            ]
        )
        return try Bare(json: try await program.output(within: .seconds(180)))
    }

    var jobsPerSecond: Double { Double(jobs) / seconds }
    var cpuPerJob: Double { cpuMicroseconds / Double(jobs) }
}
