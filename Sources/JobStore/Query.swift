import GRDB
package import Jobs

extension SQLiteStore {
    package func job(_ id: JobID) async throws(StoreError) -> Job? {
        try await read { db in try Self.job(id, in: db) }
    }

    static func job(_ id: JobID, in db: Database) throws -> Job? {
        let statement = try db.cachedStatement(sql: "SELECT \(JobRow.columns) FROM jobs WHERE id = :id")
        return try Row.fetchOne(statement, arguments: ["id": id.number]).map(JobRow.job)
    }

    package func attempts(of id: JobID) async throws(StoreError) -> [Attempt] {
        try await read { db in try Self.attempts(of: id, in: db) }
    }

    static func attempts(of id: JobID, in db: Database) throws -> [Attempt] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(JobRow.attemptColumns) FROM attempts WHERE job_id = :id ORDER BY attempt"
        )
        return try Row.fetchAll(statement, arguments: ["id": id.number]).map(JobRow.attempt)
    }

    package func counts() async throws(StoreError) -> [JobState: Int] {
        try await read { db in try Self.counts(in: db) }
    }

    static func counts(in db: Database) throws -> [JobState: Int] {
        let statement = try db.cachedStatement(sql: "SELECT state, jobs FROM job_counts")
        let rows = try Row.fetchAll(statement)
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in
                JobState(rawValue: row["state"]).map { ($0, row["jobs"]) }
            }
        )
    }
}
