/// Claims and records of jobs that do nothing.
struct Claims: Decodable, Sendable {
    let jobs: Int
    let seconds: Double
    let cpuMicroseconds: Double

    static func measure(jobs: Int, batch: Int, on database: Database, plan: Plan) async throws -> Claims {
        let program = Program(
            plan.probe,
            [
                "claims", "--database", database.path, "--jobs", "\(jobs)", "--batch", "\(batch)", "--label",
                plan.label("empty"),
            ]
        )
        return try Claims(json: try await program.output(within: .seconds(180)))
    }

    var jobsPerSecond: Double { Double(jobs) / seconds }
    var cpuPerJob: Double { cpuMicroseconds / Double(jobs) }
}
