import ArgumentParser
import JobStore

/// `hookme restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the database. The daemon must not be running.",
        discussion: Manual.text(
            """
            The backup is checked first. A database that is there is renamed, and not deleted. Tasks that were delivered since the \
            backup was made are delivered again, under the same webhook-id: receivers that skip an id which they have had see \
            nothing of it. Tasks that were accepted since are in the renamed file.
            """,
            example: "systemctl stop hookme",
            "hookme restore --replace /var/backups/hookme-2026-11-24.db",
            "systemctl start hookme")
    )

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "There may be a database already; it is renamed.")
    var replace = false

    @Argument(help: "What hookme backup has made.", completion: .file())
    var file: String

    func run() async throws {
        try await Failure.reported {
            let path = try await options.read { $0.text(.databasePath) }
            do throws(OpenError) {
                let (summary, replaced) = try Backup.restore(file, to: path, replaces: replace)
                print("\(path) is restored from \(file): \(summary)")
                if let replaced { print("the database that was there is \(replaced)") }
            } catch {
                throw Failure(error)
            }
        }
    }
}
