import ArgumentParser
import JobStore

/// `hookme migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database to this version's schema, and create it when it is absent.",
        discussion: Manual.text(
            "`hookme serve` does the same at every start. The daemon must not be running.",
            example: "DATABASE_PATH=/var/lib/hookme/hookme.db hookme migrate")
    )

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await Failure.reported {
            let path = try await configuration.read { $0.text(.databasePath) }
            do {
                let store = try SQLiteStore(path: path)
                try store.close()
                print("\(path) has the schema of hookme \(Hookme.version)")
            } catch let error as OpenError {
                throw Failure(error)
            } catch let error as StoreError {
                throw Failure(error)
            }
        }
    }
}
