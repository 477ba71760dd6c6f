import GRDB
package import Jobs

extension SQLiteStore {
    package func delete(_ id: JobID) async throws(StoreError) -> Result<Job, Refusal> {
        try await writer.write { db in try Self.delete(id, in: db) }
    }

    /// Triggers delete its attempts and its payload.
    static func delete(_ id: JobID, in db: Database) throws -> Result<Job, Refusal> {
        guard let job = try job(id, in: db) else { return .failure(.unknown) }
        guard job.state.isFinal else { return .failure(.wrongState(job.state, allowed: JobState.finished)) }
        try db.cachedStatement(sql: "DELETE FROM jobs WHERE id = :id").execute(arguments: ["id": id.number])
        return .success(job)
    }
}
