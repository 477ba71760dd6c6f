import JobStore

extension OperatorStore {
    /// Runs `work` on a database, which must be there and have this version's schema, and tells a failure as commands do.
    static func open(at path: String, _ work: (OperatorStore) async throws -> Void) async throws {
        do {
            let store = try OperatorStore(path: path)
            try await work(store)
            try store.close()
        } catch let error as OpenError {
            throw Failure(error)
        } catch let error as StoreError {
            throw Failure(error)
        }
    }
}
