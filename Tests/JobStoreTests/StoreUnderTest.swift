import JobStore
import TestSupport
import Testing

/// A kind of store that the contract is tried on. Another store joins with one more element of `all`.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Makes an empty store; what it returns beside it keeps the store's files alive.
    let make: @Sendable () throws -> (store: any Store, keeper: AnyObject)

    static let all = [
        StoreUnderTest(testDescription: "SQLite") {
            let directory = try TemporaryDirectory()
            return (try SQLiteStore(path: directory.file("hookme.db")), directory)
        }
    ]

    func callAsFunction(_ body: (any Store) async throws -> Void) async throws {
        let (store, keeper) = try make()
        try await body(store)
        withExtendedLifetime(keeper) {}
    }
}
