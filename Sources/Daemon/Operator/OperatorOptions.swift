import ArgumentParser
import JobStore
import Jobs

/// How a command reaches the database of a daemon that may be running.
struct OperatorOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    /// Runs `work` on the database that DATABASE_PATH names, which must be there and have this version's schema.
    func onDatabase(_ work: (OperatorStore) throws -> Void) async throws {
        let path = try await configuration.read { $0.text(.databasePath) }
        do {
            let store = try OperatorStore(path: path)
            try work(store)
            try store.close()
        } catch let error as OpenError {
            throw Failure(error)
        } catch let error as StoreError {
            throw Failure(error)
        }
    }

    static let discussion = """
        On the database that DATABASE_PATH names, in the environment or in --config's file. The daemon may be running: it \
        notices within a second.
        """
}
