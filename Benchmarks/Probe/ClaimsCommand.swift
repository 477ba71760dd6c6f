import ArgumentParser
import JobStore
import Jobs

/// `probe claims`: claim and record jobs that do nothing, on a database that no daemon has open.
struct ClaimsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims", abstract: "Claim and record empty jobs."
    )

    @Option var database: String
    @Option var jobs: Int

    @Option(help: "How many jobs are claimed at once, and then recorded by as many workers.")
    var batch: Int

    @Option(help: "Part of the jobs' names, unlike that of any other run on this database.")
    var label: String

    func run() async throws {
        let store = try SQLiteStore(path: database)
        try await enqueue(in: store)
        let stopwatch = Stopwatch()
        let finished = try await finishAll(in: store)
        printLine(Figures(jobs: finished, seconds: stopwatch.seconds, cpuMicroseconds: stopwatch.cpuMicroseconds))
        try store.close()
    }

    /// Due at the beginning of time, so that they come before whatever else the table holds.
    private func enqueue(in store: SQLiteStore) async throws {
        let atOnce = 1000
        for start in stride(from: 0, to: jobs, by: atOnce) {
            try await withThrowingDiscardingTaskGroup { group in
                for number in start..<min(start + atOnce, jobs) {
                    let name = try RepositoryName(username: scatteredName(number), repository: label)
                    let job = NewJob(name: name, runAt: Timestamp(millisecondsSinceEpoch: 0), createdAt: .now())
                    group.addTask { _ = try await store.enqueue(job, liveLimit: nil) }
                }
            }
        }
    }

    private func finishAll(in store: SQLiteStore) async throws -> Int {
        var finished = 0
        while finished < jobs {
            let claims = try await store.claim(limit: min(batch, jobs - finished), at: .now())
            guard !claims.isEmpty else { throw ValidationError("only \(finished) of \(jobs) jobs could be claimed") }
            try await withThrowingDiscardingTaskGroup { group in
                for claim in claims {
                    group.addTask { try await finish(claim, in: store) }
                }
            }
            finished += claims.count
        }
        return finished
    }

    private func finish(_ claim: Claim, in store: SQLiteStore) async throws {
        let report = AttemptReport(
            stage: .deliver, startedAt: claim.claimedAt, duration: Milliseconds(0), httpStatus: 204, requests: 0
        )
        try await store.record(.complete, report: report, of: claim, at: .now())
    }
}
