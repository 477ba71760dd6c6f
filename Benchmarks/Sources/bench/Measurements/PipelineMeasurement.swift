/// c: the whole way of a job beside the bare requests that it makes.
struct PipelineMeasurement: Measurement {
    let name = "pipeline"
    private let workers = [16, 64]

    private struct Column {
        var jobs = Samples()
        var bareJobs = Samples()
        var cpu = Samples()
        var bareCPU = Samples()
    }

    private enum Side: CaseIterable {
        case hookme
        case bare
    }

    func run(_ plan: Plan) async throws -> [Section] {
        var columns = workers.map { _ in Column() }
        let rejected = try await StandIns.run(plan) { standIns in
            try await rounds(plan) { round in
                for (index, workers) in workers.enumerated() {
                    for side in Side.allCases.alternating(round) {
                        try await measure(side, workers, standIns, plan, into: &columns[index])
                    }
                }
            }
        }
        var section = section(columns)
        section.rejectedRounds = rejected
        return [section]
    }

    private func measure(
        _ side: Side, _ workers: Int, _ standIns: StandIns, _ plan: Plan, into column: inout Column
    ) async throws {
        switch side {
        case .hookme:
            let database = try await plan.emptyDatabase()
            defer { database.remove() }
            let drain = try await Drain.measure(
                jobs: plan.jobs, workers: workers, on: database, against: standIns, plan: plan
            )
            column.jobs.add(drain.jobsPerSecond)
            column.cpu.add(drain.cpuMicroseconds)
        case .bare:
            let bare = try await Bare.measure(
                jobs: plan.jobs, concurrency: workers, against: standIns, plan: plan
            )
            column.bareJobs.add(bare.jobsPerSecond)
            column.bareCPU.add(bare.cpuPerJob)
        }
    }

    private func section(_ columns: [Column]) -> Section {
        let everywhere = Dictionary(uniqueKeysWithValues: columns.indices.map { ($0, Bound.atLeast(0.9)) })
        return Section(
            letter: "c", title: "The whole pipeline",
            text: """
                Jobs that are due at one moment are claimed, collected (3 requests to a GitHub on this machine), frozen, delivered \
                (1 request to a receiver) and recorded. Beside it, the same requests by the same client without any queue, \
                so many at once as the daemon has workers. The two other ends share the machine with both.
                """,
            corner: "workers", columns: workers.map(String.init),
            rows: [
                Section.Row("CPU per job, ratio to the bare requests", columns.map { $0.cpu.ratio(to: $0.bareCPU) }),
                Section.Row("CPU µs per job", columns.map(\.cpu)),
                Section.Row("CPU µs per job, bare requests", columns.map(\.bareCPU)),
                Section.Row(
                    "jobs/s, ratio to the bare requests", columns.map { $0.jobs.ratio(to: $0.bareJobs) },
                    bounds: everywhere
                ),
                Section.Row("jobs/s", columns.map(\.jobs)),
                Section.Row("jobs/s, bare requests", columns.map(\.bareJobs)),
            ]
        )
    }
}
