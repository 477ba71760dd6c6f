/// What a server does under a window of load.
struct EnqueueWindow: Sendable {
    let requestsPerSecond: Double
    /// CPU time of the server per request, in microseconds.
    let cpuMicroseconds: Double
    /// In milliseconds.
    let p50: Double
    let p99: Double

    /// Warms the server up for a second, then loads it for `seconds` and looks at its CPU time before and after.
    ///
    /// - Parameter database: must have grown by as many jobs as there were answers; nil where there is none.
    static func measure(
        _ server: some Server, connections: Int, plan: Plan, database: Database? = nil
    ) async throws -> EnqueueWindow {
        let wrk = Wrk(folder: plan.folder)
        let jobsBefore = try await database?.jobs() ?? 0
        let warmUp = try await wrk.run(on: server.url, connections: connections, seconds: 1, label: plan.label("warm"))

        let cpuBefore = try ProcessTable.cpuMicroseconds(of: server.processes)
        let load = try await wrk.run(
            on: server.url, connections: connections, seconds: plan.seconds, label: plan.label("load")
        )
        let cpu = try ProcessTable.cpuMicroseconds(of: server.processes) - cpuBefore

        if let database {
            let stored = try await database.jobs() - jobsBefore
            guard stored >= warmUp.requests + load.requests else {
                throw BenchError("\(warmUp.requests + load.requests) tasks accepted, but only \(stored) jobs stored")
            }
        }
        return EnqueueWindow(
            requestsPerSecond: Double(load.requests) / load.seconds, cpuMicroseconds: cpu / Double(load.requests),
            p50: load.p50, p99: load.p99
        )
    }
}
