/// i: many tasks that are due in the same millisecond.
struct BurstMeasurement: Measurement {
    let name = "burst"
    private let workers = [16, 64]

    func run(_ plan: Plan) async throws -> [Section] {
        var seconds = workers.map { _ in Samples() }
        var delivered = seconds
        let rejected = try await rounds(plan) { _ in
            for (index, workers) in workers.enumerated() {
                let database = try await plan.emptyDatabase()
                defer { database.remove() }
                let (drain, received) = try await StandIns.run(plan) { standIns in
                    let drain = try await Drain.measure(
                        jobs: plan.burst, workers: workers, on: database, against: standIns, plan: plan
                    )
                    return (drain, try await standIns.received())
                }
                guard received.deliveries == received.jobs else {
                    throw BenchError("\(received.deliveries) deliveries of \(received.jobs) jobs")
                }
                seconds[index].add(drain.seconds)
                delivered[index].add(Double(received.jobs))
            }
        }
        let all = Dictionary(uniqueKeysWithValues: workers.indices.map { ($0, Bound.atLeast(Double(plan.burst))) })
        return [
            Section(
                letter: "i", title: "\(plan.burst.grouped) tasks due in the same millisecond",
                text: """
                    From that millisecond to the last record. The receiver counts deliveries by their `webhook-id`; none came \
                    twice.
                    """,
                corner: "workers", columns: workers.map(String.init),
                rows: [Section.Row("delivered", delivered, bounds: all), Section.Row("seconds", seconds)],
                rejectedRounds: rejected
            )
        ]
    }
}
