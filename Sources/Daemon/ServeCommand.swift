import ArgumentParser

/// `hookme serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon until it is stopped.",
        discussion: "SIGTERM or SIGINT stops it: running jobs get SHUTDOWN_GRACE to finish, the rest is put back."
    )

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await Failure.reported {
            try await Services.run(configuration.settings()) { [configuration] in try await configuration.settings() }
        }
    }
}
