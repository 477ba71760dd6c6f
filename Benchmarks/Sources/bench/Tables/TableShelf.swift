import Foundation

/// The seeded databases, one for each size, each made when it is first asked for.
actor TableShelf {
    private let folder: String
    private let hookme: String
    private var made: [Int: Database] = [:]

    init(folder: String, hookme: String) {
        self.folder = folder
        self.hookme = hookme
    }

    /// Runs `body` on a table of that size.
    ///
    /// A small table is copied first, since a few rounds would double it; what they add to a large one does not matter.
    func with<Value: Sendable>(
        rows: Int, _ body: @Sendable (Database) async throws -> Value
    ) async throws -> Value {
        let table = try await table(rows: rows)
        guard rows <= 100_000 else { return try await body(table) }
        let copy = try table.copy(to: "\(folder)/copy-\(rows)-\(UInt32.random(in: 0 ... .max)).db")
        defer { copy.remove() }
        return try await body(copy)
    }

    private func table(rows: Int) async throws -> Database {
        if let table = made[rows] { return table }
        let table = try await Database.create(at: "\(folder)/rows-\(rows).db", hookme: hookme)
        try await table.seed(rows: rows)
        made[rows] = table
        return table
    }
}
