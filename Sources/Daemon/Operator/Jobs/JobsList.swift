import ArgumentParser
import HTTPAPI
import JobStore
import Jobs

extension JobsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List jobs, the newest first.",
            discussion: Manual.text(
                "What is given is met together.", example: "hookme jobs list --state discarded --limit 20",
                "hookme jobs list --created-after 2026-11-27T00:00:00Z --json")
        )

        @OptionGroup var options: OperatorOptions
        @OptionGroup var filter: FilterOptions

        @Option(help: "So many at most.")
        var limit = 50

        @Flag(help: "As JSON, an array with one object for each, in the words of GET /tasks.")
        var json = false

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 100000") }
        }

        func run() async throws {
            try await options.operating { verbs in
                let (jobs, isAll) = try await verbs.jobs(matching: filter.value, limit: limit)
                print(json ? JSONOutput.text(CommandJSON.tasks(jobs)) : JobList(jobs: jobs, now: .now()).table)
                if !isAll, !json, StandardError.isTerminal {
                    StandardError.print("There may be more: --limit, or a narrower filter.")
                }
            }
        }
    }
}

/// Which jobs a list is about, as at `GET /tasks`.
struct FilterOptions: ParsableArguments {
    @Option(help: "In this state.")
    var state: JobState?

    @Option(help: "Of this account.")
    var username: String?

    @Option(help: "Of this repository of the account.")
    var repository: String?

    @Option(help: "What last went wrong.")
    var errorClass: ErrorClass?

    @Option(help: "Accepted then or later.", transform: Self.moment)
    var createdAfter: Timestamp?

    @Option(help: "Accepted before.", transform: Self.moment)
    var createdBefore: Timestamp?

    var value: JobFilter {
        JobFilter(
            state: state, username: username, repository: repository, errorClass: errorClass,
            createdAfter: createdAfter, createdBefore: createdBefore
        )
    }

    func validate() throws {
        guard repository == nil || username != nil else {
            throw ValidationError("--repository needs a --username beside it")
        }
        do throws(InvalidName) {
            _ = try RepositoryName(username: username ?? "a", repository: repository ?? "a")
        } catch {
            throw ValidationError("--\(error)")
        }
    }

    private static func moment(_ text: String) throws -> Timestamp {
        guard let moment = Timestamp(rfc3339: text) else {
            throw ValidationError("a moment is written as 2026-11-27T22:44:04Z")
        }
        return moment
    }
}

extension JobState: ExpressibleByArgument {}
extension ErrorClass: ExpressibleByArgument {}

/// Jobs as `hookme jobs list` shows them.
struct JobList {
    var jobs: [Job]
    var now: Timestamp

    var table: String {
        guard !jobs.isEmpty else { return "no job" }
        var table = Table(
            ["ID", "TASK", "STATE", "WHEN", "REASON", "TRIES", "FAILS", "LAST ERROR"], numbers: [0, 5, 6])
        for job in jobs {
            table.add([
                "\(job.id)", "\(job.name)", job.state.rawValue, when(job),
                job.state.isFinal || job.state == .running ? "-" : job.runReason.rawValue, "\(job.attempts)",
                "\(job.failures)", job.lastError?.message ?? "-",
            ])
        }
        return table.text
    }

    /// When it goes on, or did.
    private func when(_ job: Job) -> String {
        switch job.state {
        case .queued where job.runAt <= now: "due"
        case .queued: job.runAt.words(at: now)
        case .running: "\(job.stage.rawValue)ing"
        case .held: "-"
        case .completed, .discarded, .cancelled: job.finishedAt?.words(at: now) ?? "-"
        }
    }
}
