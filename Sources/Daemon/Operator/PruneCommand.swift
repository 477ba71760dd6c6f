import ArgumentParser
import JobStore
import Jobs

/// `hookme prune`.
struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Delete finished jobs and payloads that are old, now.",
        discussion: Manual.text(
            """
            The daemon does so by itself, by COMPLETED_RETENTION, CANCELLED_RETENTION, DISCARDED_RETENTION and PAYLOAD_RETENTION. \
            This is for when it should be more, or sooner. Ages are as 90s, 30m, 12h or 7d. Live jobs stay, whatever is asked. The \
            daemon may be running: it goes in small steps.
            """,
            example: "hookme prune --completed 1d --dry-run", "hookme prune --completed 1d --payloads 1h")
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        help: ArgumentHelp("Completed jobs that finished so long ago.", valueName: "age"), transform: Milliseconds.age)
    var completed: Milliseconds?

    @Option(help: ArgumentHelp("Cancelled ones.", valueName: "age"), transform: Milliseconds.age)
    var cancelled: Milliseconds?

    @Option(help: ArgumentHelp("Discarded ones.", valueName: "age"), transform: Milliseconds.age)
    var discarded: Milliseconds?

    @Option(
        help: ArgumentHelp("Payloads of jobs that finished so long ago; the jobs stay.", valueName: "age"),
        transform: Milliseconds.age)
    var payloads: Milliseconds?

    @Flag(help: "Only count what would go.")
    var dryRun = false

    func run() async throws {
        try await Failure.reported {
            let retention = try await retention()
            let now = Timestamp.now()
            let path = try await configuration.read { $0.text(.databasePath) }
            try await OperatorStore.open(at: path) { store in
                if let age = retention.payloads {
                    let before = now + Milliseconds(-age.count)
                    report(
                        "payload",
                        try dryRun
                            ? store.prunablePayloads(finishedBefore: before)
                            : store.prunePayloads(finishedBefore: before))
                }
                for state in JobState.finished {
                    guard let age = retention.jobs[state] else { continue }
                    let before = now + Milliseconds(-age.count)
                    report(
                        "\(state.rawValue) job",
                        try dryRun
                            ? store.prunableJobs(state, finishedBefore: before)
                            : store.pruneJobs(state, finishedBefore: before)
                    )
                }
                if !dryRun { print("\(try store.giveBack().counted("free page")) given back to the file system") }
            }
        }
    }

    private func report(_ thing: String, _ count: Int) {
        print("\(count.counted(thing)) \(dryRun ? "would be pruned" : "pruned")")
    }

    /// What is asked for; else what the daemon does.
    private func retention() async throws -> Retention {
        var retention = Retention(payloads: payloads)
        retention.jobs[.completed] = completed
        retention.jobs[.cancelled] = cancelled
        retention.jobs[.discarded] = discarded
        guard retention.shortest == nil else { return retention }
        return try await configuration.read { $0.retention() }
    }
}

extension Milliseconds {
    /// A length of time as people write it: a whole number, and s, m, h or d.
    static func age(_ text: String) throws -> Milliseconds {
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ seconds[$0] }), let number = Int64(text.dropLast()),
            (0...1_000_000).contains(number)
        else { throw ValidationError("'\(text)' is no age, such as 90s, 30m, 12h or 7d") }
        return .seconds(number * unit)
    }
}
