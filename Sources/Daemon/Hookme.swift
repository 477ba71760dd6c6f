import ArgumentParser

/// Runs the command that the process's arguments name, and ends the process with its exit code.
package func runCommandLine() async {
    await Hookme.main()
}

/// The command line.
struct Hookme: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hookme",
        abstract: "Posts what GitHub knows about a repository to a webhook: later, once, and through every crash.",
        discussion: """
            Configured by the environment; `hookme config` shows every key, its value and its meaning.

            Exit codes: 0 done · 1 not a valid delivery, one that is not accepted, or a job that a command cannot change · 64 wrong usage · 65 not a database, or not a request, that can \
            be used · 66 cannot read a file · 69 cannot listen, or not ready · 73 cannot open the database's path · \
            74 the disk failed · 75 the database is in use · 78 wrong configuration
            """,
        version: version,
        subcommands: [
            ServeCommand.self, JobsCommand.self, QueueCommand.self, DestinationsCommand.self, TokenCommand.self,
            BackupCommand.self, RestoreCommand.self, PruneCommand.self, MigrateCommand.self, ConfigCommand.self,
            HealthCommand.self, ListenCommand.self, VerifyCommand.self,
            TestDeliveryCommand.self,
            DemoCommand.self,
        ]
    )

    static let version = "0.1.0"
    static let userAgent = "hookme/\(version)"
}
