/// e: enqueue, claims, pipeline and latency on small and on large tables.
struct GrowthMeasurement: Measurement {
    let name = "growth"
    private let workers = 16

    /// A figure and which way it may not go.
    private enum Figure: String, CaseIterable {
        case enqueueCPU = "enqueue at 64 connections, CPU µs per request"
        case enqueueRate = "enqueue at 64 connections, requests/s"
        case claimsCPU = "claim and record, 16 at once, CPU µs per job"
        case claimsRate = "claim and record, 16 at once, jobs/s"
        case pipelineCPU = "pipeline with 16 workers, CPU µs per job"
        case pipelineRate = "pipeline with 16 workers, jobs/s"
        case latencyMedian = "enqueue to start, p50 ms"
        case latencyTail = "enqueue to start, p99 ms"

        var bound: Bound {
            switch self {
            case .enqueueRate, .claimsRate, .pipelineRate: .atLeast(1 / 1.2)
            default: .atMost(1.2)
            }
        }
    }

    func run(_ plan: Plan) async throws -> [Section] {
        var samples: [Figure: [Int: Samples]] = [:]
        let rejected = try await StandIns.run(plan) { standIns in
            try await rounds(plan) { round in
                var found: [(Figure, Int, Double)] = []
                for size in plan.sizes.alternating(round) {
                    progress("growth: \(size) rows")
                    for (figure, value) in try await figures(size, standIns, plan) {
                        found.append((figure, size, value))
                    }
                }
                // All of a round or nothing of it, so that the rounds stay paired.
                for (figure, size, value) in found {
                    samples[figure, default: [:]][size, default: Samples()].add(value)
                }
            }
        }
        var section = section(plan, samples)
        section.rejectedRounds = rejected
        return [section]
    }

    private func figures(_ size: Int, _ standIns: StandIns, _ plan: Plan) async throws -> [(Figure, Double)] {
        let enqueue = try await plan.shelf.with(rows: size) { database in
            try await Daemon.run(plan, database) { daemon in
                try await EnqueueWindow.measure(daemon, connections: 64, plan: plan, database: database)
            }
        }
        let claims = try await plan.shelf.with(rows: size) { database in
            try await Claims.measure(jobs: plan.jobs * 4, batch: workers, on: database, plan: plan)
        }
        let drain = try await plan.shelf.with(rows: size) { database in
            try await Drain.measure(jobs: plan.jobs, workers: workers, on: database, against: standIns, plan: plan)
        }
        let latency = try await plan.shelf.with(rows: size) { database in
            try await StartLatency.measure(on: database, plan: plan)
        }
        return [
            (.enqueueCPU, enqueue.cpuMicroseconds), (.enqueueRate, enqueue.requestsPerSecond),
            (.claimsCPU, claims.cpuPerJob), (.claimsRate, claims.jobsPerSecond),
            (.pipelineCPU, drain.cpuMicroseconds), (.pipelineRate, drain.jobsPerSecond),
            (.latencyMedian, latency.fromPost.quantile(0.5) ?? .nan),
            (.latencyTail, latency.fromPost.quantile(0.99) ?? .nan),
        ]
    }

    private func section(_ plan: Plan, _ samples: [Figure: [Int: Samples]]) -> Section {
        let smallest = plan.sizes[0]
        var rows: [Section.Row] = []
        for figure in Figure.allCases {
            let bySize = samples[figure] ?? [:]
            rows.append(Section.Row(figure.rawValue, plan.sizes.map { bySize[$0] }))
            let ratios = plan.sizes.map { size in
                size == smallest ? nil : (bySize[size] ?? Samples()).ratio(to: bySize[smallest] ?? Samples())
            }
            let bounds = Dictionary(uniqueKeysWithValues: plan.sizes.indices.dropFirst().map { ($0, figure.bound) })
            rows.append(Section.Row("\(figure.rawValue): ratio to \(smallest.grouped) rows", ratios, bounds: bounds))
        }
        return Section(
            letter: "e", title: "On large tables",
            text: """
                The same on tables of which half the jobs wait for days and half are completed with an attempt each; the rows' \
                names come in no order, as real ones do. The files are in the page cache as far as they fit.
                """,
            corner: "rows", columns: plan.sizes.map(\.grouped), rows: rows
        )
    }
}

extension Int {
    /// `10,000`.
    var grouped: String { Double(self).readable }
}
