/// b: claim and record jobs that do nothing.
struct ClaimsMeasurement: Measurement {
    let name = "claims"
    private let batches = [1, 16, 64]

    func run(_ plan: Plan) async throws -> [Section] {
        var jobs = batches.map { _ in Samples() }
        var cpu = batches.map { _ in Samples() }
        let rejected = try await rounds(plan) { round in
            for (index, batch) in Array(batches.enumerated()).alternating(round) {
                let database = try await plan.emptyDatabase()
                defer { database.remove() }
                // One at a time is slow, and needs no more to be seen.
                let count = batch == 1 ? plan.jobs / 5 : plan.jobs * 4
                let claims = try await Claims.measure(jobs: count, batch: batch, on: database, plan: plan)
                jobs[index].add(claims.jobsPerSecond)
                cpu[index].add(claims.cpuPerJob)
            }
        }
        return [
            Section(
                letter: "b", title: "Claim and record",
                text: """
                    The store alone: so many due jobs are claimed at once, then each is recorded as completed by a worker of its \
                    own, and so on. Each claim and each record is synced before it returns.
                    """,
                corner: "claimed at once", columns: batches.map(String.init),
                rows: [Section.Row("CPU µs per job", cpu), Section.Row("jobs/s", jobs)],
                rejectedRounds: rejected
            )
        ]
    }
}
