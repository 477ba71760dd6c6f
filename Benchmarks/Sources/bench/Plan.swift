/// What is run, how often and how long, and where its files lie.
struct Plan: Sendable {
    /// Paths of the release binaries.
    let hookme: String
    let probe: String
    /// Removed at the end.
    let folder: String
    let rounds: Int
    /// Of load in one window.
    let seconds: Int
    /// Rows of the tables that are compared, the smallest first.
    let sizes: [Int]
    let isQuick: Bool
    let shelf: TableShelf

    /// Jobs that a run of claims or of the pipeline does: a few seconds' worth.
    var jobs: Int { seconds * 1000 }
    var latencyTasks: Int { isQuick ? 30 : 200 }
    var burst: Int { isQuick ? 2000 : 10_000 }
    var orphans: Int { isQuick ? 1000 : 10_000 }
    var millionDue: Int { isQuick ? 50_000 : 1_000_000 }
    var connections: [Int] { isQuick ? [1, 64] : [1, 16, 64, 256] }

    /// A new name for a file or a run.
    func label(_ kind: String) -> String {
        // Letters and digits only: it becomes part of a repository's name.
        "\(kind)-\(UInt64.random(in: 0...0xffff_ffff_ffff).formatted(radix: 16))"
    }

    /// An empty database.
    func emptyDatabase() async throws -> Database {
        try await Database.create(at: "\(folder)/\(label("db")).db", hookme: hookme)
    }
}

extension UInt64 {
    fileprivate func formatted(radix: Int) -> String {
        String(self, radix: radix)
    }
}
