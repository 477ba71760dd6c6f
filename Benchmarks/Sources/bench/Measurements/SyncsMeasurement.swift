import Foundation

/// h: how many syncs a thousand tasks need.
struct SyncsMeasurement: Measurement {
    let name = "syncs"
    private let connections = [1, 64]

    func run(_ plan: Plan) async throws -> [Section] {
        var syncs = connections.map { _ in Samples() }
        let rejected = try await rounds(plan) { _ in
            for (index, connections) in connections.enumerated() {
                syncs[index].add(try await syncsPerThousand(connections, plan))
            }
        }
        return [
            Section(
                letter: "h", title: "Syncs",
                text: """
                    Calls of fsync and fdatasync, counted by strace over the whole life of a daemon, checkpoints included.
                    """,
                corner: "connections", columns: connections.map(String.init),
                rows: [Section.Row("syncs per 1,000 tasks", syncs, bounds: [1: .atMost(50)])],
                rejectedRounds: rejected
            )
        ]
    }

    private func syncsPerThousand(_ connections: Int, _ plan: Plan) async throws -> Double {
        let database = try await plan.emptyDatabase()
        defer { database.remove() }
        let counts = "\(plan.folder)/\(plan.label("strace"))"
        // By seccomp only the calls that are counted stop the daemon, so that it runs at nearly its own pace.
        let strace = ["strace", "-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o", counts]
        try await Daemon.run(plan, database, wrapper: strace) { daemon in
            _ = try await Wrk(folder: plan.folder).run(
                on: daemon.url, connections: connections, seconds: plan.seconds, label: plan.label("load")
            )
        }
        let tasks = try await database.jobs()
        return Double(try Self.calls(in: String(contentsOfFile: counts, encoding: .utf8))) / Double(tasks) * 1000
    }

    /// The fourth column of strace's summary, the calls, in the lines of the two calls.
    private static func calls(in summary: String) throws -> Int {
        let lines = summary.split(separator: "\n").map { $0.split(separator: " ") }
        let calls = lines.filter { $0.last == "fsync" || $0.last == "fdatasync" }.compactMap { line in
            line.count > 4 ? Int(line[3]) : nil
        }
        guard !calls.isEmpty else { throw BenchError("strace saw no sync: \(summary)") }
        return calls.reduce(0, +)
    }
}
