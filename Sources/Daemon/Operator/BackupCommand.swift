import ArgumentParser
import JobStore

/// `hookme backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database to one file, while the daemon works on it.",
        discussion: Manual.text(
            """
            The copy is of one moment, and has its name only once SQLite has found no fault in it and it is on the disk. Copying \
            the database's file with other tools does not do, while a daemon runs: part of it is in the log beside it.
            """,
            example: "hookme backup /var/backups/hookme-2026-11-24.db")
    )

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "Where it goes; no file may be there.", completion: .file())
    var file: String

    func run() async throws {
        try await Failure.reported {
            let path = try await options.read { $0.text(.databasePath) }
            Interruption.removes(Backup.unfinished(file))
            do throws(OpenError) {
                let summary = try Backup.copy(path, to: file)
                print("\(path) is copied to \(file): \(summary)")
            } catch {
                throw Failure(error)
            }
        }
    }
}
