import GRDB
import Jobs

extension SQLiteStore {
    /// What GitHub has said since then is counted on by a job that is being collected. In the distant future when none is.
    static func beginOfOldestCollection(in db: Database) throws -> Timestamp {
        JobRow.moment(try Int64.fetchOne(try db.cachedStatement(sql: oldestCollectionSQL))) ?? .distantFuture
    }

    /// In the words of the partial index.
    static let oldestCollectionSQL = """
        SELECT min(collecting_since_ms) FROM jobs
        WHERE finished_at_ms IS NULL AND stage = 'collect' AND collecting_since_ms IS NOT NULL
        """
}
