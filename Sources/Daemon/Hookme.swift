import ArgumentParser
import Foundation

/// Runs the command that the process's arguments name, and ends the process with its exit code.
package func runCommandLine() async {
    if let unknown = UnknownCommand(in: CommandLine.arguments.dropFirst()) {
        StandardError.print("hookme: \(unknown.sentence)")
        exit(ExitCode.validationFailure.rawValue)
    }
    await Hookme.main()
    guard StandardOutput.isWritten() else {
        StandardError.print("hookme: standard output cannot be written")
        exit(Failure.Code.diskFailed.rawValue)
    }
}

/// The command line.
struct Hookme: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hookme",
        abstract: "Posts what GitHub knows about a repository to a webhook: later, once, and through every crash.",
        discussion: """
            \(introduction)

            \(Manual.text(example: "WEBHOOK_URL=https://example.com/hook hookme serve", "hookme enqueue octocat/Hello-World --wait", "hookme jobs explain 1"))

            Exit codes: \(exitCodes.map { "\($0.code) \($0.meaning)" }.joined(separator: " · "))
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Daemon",
                subcommands: [ServeCommand.self, ConfigCommand.self, HealthCommand.self, DoctorCommand.self]),
            CommandGroup(
                name: "Job",
                subcommands: [
                    EnqueueCommand.self, JobsCommand.self, QueueCommand.self, DestinationsCommand.self,
                    StatsCommand.self,
                ]),
            CommandGroup(
                name: "Receiver",
                subcommands: [ListenCommand.self, VerifyCommand.self, TestDeliveryCommand.self]),
            CommandGroup(
                name: "Database",
                subcommands: [BackupCommand.self, RestoreCommand.self, PruneCommand.self, MigrateCommand.self]),
            CommandGroup(name: "Other", subcommands: [TokenCommand.self, DemoCommand.self, ManCommand.self]),
        ]
    )

    static let introduction = """
        The daemon is configured by the environment; `hookme config` shows every key, its value and its meaning. Commands for \
        jobs, the queue and destinations work in its database, while it runs or not, or with --url by its API.
        """

    /// What commands read that is no key of the daemon's.
    static let environment = [
        ("HOOKME_URL", "The daemon that commands ask by its API, as --url."),
        ("HOOKME_TOKEN", "The token that they show it; never an argument, since every user of the machine sees those."),
        ("NO_COLOR", "Set: nothing is coloured, as where standard output is no terminal."),
    ]

    /// As sysexits.h has them, where it has any.
    static let exitCodes: [(code: Int32, meaning: String)] = {
        var codes = Failure.Code.allCases.map { (code: $0.rawValue, meaning: $0.meaning) }
        codes += [(code: 0, meaning: "done"), (code: 64, meaning: "wrong usage")]
        return codes.sorted { $0.code < $1.code }
    }()

    static let version = "0.1.0"
    static let userAgent = "hookme/\(version)"
}
