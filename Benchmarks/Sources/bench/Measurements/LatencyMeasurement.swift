/// d: how long a task waits for its start when nothing else is to do.
struct LatencyMeasurement: Measurement {
    let name = "latency"

    func run(_ plan: Plan) async throws -> [Section] {
        var fromPost = (p50: Samples(), p99: Samples(), max: Samples())
        var fromAnswer = fromPost
        let rejected = try await rounds(plan) { _ in
            let database = try await plan.emptyDatabase()
            defer { database.remove() }
            let latency = try await StartLatency.measure(on: database, plan: plan)
            add(latency.fromPost, to: &fromPost)
            add(latency.fromAnswer, to: &fromAnswer)
        }
        return [
            Section(
                letter: "d", title: "From enqueue to start, idle",
                text: """
                    Tasks are posted one after another to a daemon that has nothing else to do (SCHEDULE_INTERVAL=0). The time ends \
                    when the GitHub stand-in has the first request for the task; it begins when the POST is sent, or when its \
                    answer is there. Below zero, the job started before the client knew of it. \(plan.latencyTasks) tasks a round.
                    """,
                corner: "ms", columns: ["from the POST", "from its answer"],
                rows: [
                    Section.Row("p50", [fromPost.p50, fromAnswer.p50]),
                    Section.Row("p99", [fromPost.p99, fromAnswer.p99], bounds: [0: .below(5), 1: .below(5)]),
                    Section.Row("longest", [fromPost.max, fromAnswer.max]),
                ],
                rejectedRounds: rejected
            )
        ]
    }

    private func add(_ waits: [Double], to samples: inout (p50: Samples, p99: Samples, max: Samples)) {
        samples.p50.add(waits.quantile(0.5) ?? .nan)
        samples.p99.add(waits.quantile(0.99) ?? .nan)
        samples.max.add(waits.max() ?? .nan)
    }
}
