import ArgumentParser
import HTTPAPI
import Jobs

/// `hookme enqueue`.
struct EnqueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Accept tasks, as POST /tasks does.",
        discussion: Manual.text(
            """
            All of them are stored in one transaction (by the API: a thousand at once). A task whose job is live for the same \
            destination gets that job. Exits with 1 when a task was not accepted, or with --wait when one was not completed.

            """ + OperatorOptions.discussion,
            example: "hookme enqueue octocat/Hello-World --wait", "hookme enqueue -f repositories.txt --priority 3",
            "grep -v archived repositories.txt | hookme enqueue -f - --delay 0")
    )

    @OptionGroup var options: OperatorOptions
    @OptionGroup var task: TaskOptions

    @Argument(help: ArgumentHelp("What to collect.", valueName: "owner/repository"))
    var repositories: [String] = []

    @Option(
        name: .shortAndLong,
        help: "A file with one OWNER/REPOSITORY on each line; - is standard input. What follows a # is no part of it.",
        completion: .file())
    var file: String?

    @Flag(help: "Wait until all of them are finished.")
    var wait = false

    func validate() throws {
        guard !repositories.isEmpty || file != nil else {
            throw ValidationError("name an OWNER/REPOSITORY, or a file of them with -f")
        }
        for text in repositories {
            do throws(InvalidName) {
                _ = try RepositoryList.name(text)
            } catch {
                let name = RepositoryList.name(inURL: text).map { ": write \($0)" }
                throw ValidationError("'\(text.oneLine)' is no OWNER/REPOSITORY" + (name ?? ": \(error)"))
            }
        }
    }

    func run() async throws {
        try await options.operating { verbs in
            let named = try RepositoryList.names(repositories)
            let tasks = (named + (try file.map(RepositoryList.read) ?? [])).map(task.request)
            guard !tasks.isEmpty else { throw Failure(.notUsable, "\(file ?? "-") names no repository") }
            let answers = try await verbs.enqueue(tasks)
            let refused = tell(tasks, answers)
            var isDone = refused == 0
            if wait, try await !Wait(verbs, for: answers.compactMap(\.job)).isCompleted() { isDone = false }
            if !isDone { throw ExitCode(Failure.Code.refused.rawValue) }
        }
    }

    /// - Returns: how many were not accepted.
    private func tell(_ tasks: [TaskRequest], _ answers: [EnqueueAnswer]) -> Int {
        let terminal = Terminal()
        var refused = 0
        for (task, answer) in zip(tasks, answers) {
            switch answer {
            case .created(let job):
                let now = Timestamp.now()
                terminal.print("job \(job.id) \(job.name) is queued, due \(max(job.runAt, now).words(at: now))")
            case .existing(let job): terminal.print("job \(job.id) \(job.name) is \(job.state.rawValue) already")
            case .refused(let reason):
                refused += 1
                StandardError.print("hookme: \(task.title): \(reason)")
            }
        }
        return refused
    }
}

/// What a task may ask for, in the bounds of `POST /tasks`.
struct TaskOptions: ParsableArguments {
    @Option(help: "Where the results go instead of WEBHOOK_URL, if WEBHOOK_ALLOW lists that host.")
    var webhookURL: String?

    @Option(help: "So many milliseconds before they begin, instead of SCHEDULE_INTERVAL.")
    var delay: Int64?

    @Option(help: "From 0, which goes first, to 3; 1 without it.")
    var priority: Int?

    @Option(help: "Retries after the first attempt, instead of RETRY_MAX_ATTEMPTS.")
    var maxRetries: Int?

    func validate() throws {
        guard delay.map({ TaskRequest.delays.contains(Int($0)) }) ?? true else {
            throw ValidationError("--delay must be from 0 to \(TaskRequest.delays.upperBound) milliseconds")
        }
        guard priority.map(Priority.levels.contains) ?? true else {
            throw ValidationError("--priority must be from 0, which goes first, to \(Priority.levels.upperBound)")
        }
        guard maxRetries.map(TaskRequest.retries.contains) ?? true else {
            throw ValidationError("--max-retries must be from 0 to \(TaskRequest.retries.upperBound)")
        }
    }

    func request(for name: RepositoryName) -> TaskRequest {
        TaskRequest(
            name, webhookURL: webhookURL, delay: delay.map { Milliseconds($0) }, priority: priority,
            maxRetries: maxRetries
        )
    }
}
