import ArgumentParser

/// `hookme serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon until it is stopped.",
        discussion: Manual.text(
            "SIGTERM or SIGINT stops it: running jobs get SHUTDOWN_GRACE to finish, the rest is put back.",
            example: "WEBHOOK_URL=https://example.com/hook hookme serve", "hookme serve --config /etc/hookme/hookme.env"
        )
    )

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await Failure.reported {
            try await Services.run(configuration.settings())
        }
    }
}
