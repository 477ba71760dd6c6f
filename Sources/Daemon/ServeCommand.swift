import ArgumentParser
import Jobs

/// `hookme serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon until it is stopped.",
        discussion: Manual.text(
            """
            SIGTERM or SIGINT stops it: running jobs get SHUTDOWN_GRACE to finish, the rest is put back. SIGHUP has it read its \
            configuration anew. On a socket that systemd hands it (LISTEN_FDS) it listens there, and not on HOST and PORT.
            """,
            example: "WEBHOOK_URL=https://example.com/hook hookme serve", "hookme serve --config /etc/hookme/hookme.env"
        )
    )

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await Failure.reported {
            #if DEBUG
                do { try CrashPoint.check() } catch { throw Failure(.configuration, "\(error)") }
            #endif
            let socket = try InheritedSocket()
            let read = { @Sendable [configuration] in try await configuration.settings(socket?.settings ?? [:]) }
            try await Services.run(read(), socket, read: read)
        }
    }
}
