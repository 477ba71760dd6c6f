import GRDB
import Jobs

extension SQLiteStore {
    package func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued {
        try await writer.write { db in
            if let live = try Self.liveJob(like: job, in: db) { return .existing(live) }
            if let liveLimit, try Self.liveJobs(in: db) >= liveLimit { return .limitReached }
            return .created(try Self.insert(job, into: db))
        }
    }

    private static func liveJob(like job: NewJob, in db: Database) throws -> Job? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT * FROM jobs
                WHERE lower(username) = lower(:username) AND lower(repository) = lower(:repository)
                  AND destination = 'default' AND state IN ('queued', 'running', 'held')
                """
        )
        return try Row.fetchOne(
            statement, arguments: ["username": job.name.username, "repository": job.name.repository]
        ).map(JobRow.job)
    }

    private static func liveJobs(in db: Database) throws -> Int {
        let statement = try db.cachedStatement(
            sql: "SELECT sum(jobs) FROM job_counts WHERE state IN ('queued', 'running', 'held')"
        )
        return try Int.fetchOne(statement) ?? 0
    }

    private static func insert(_ job: NewJob, into db: Database) throws -> Job {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO jobs (username, repository, run_at_ms, created_at_ms)
                VALUES (:username, :repository, :run_at, :created_at)
                RETURNING *
                """
        )
        let row = try Row.fetchOne(
            statement,
            arguments: [
                "username": job.name.username, "repository": job.name.repository,
                "run_at": job.runAt.millisecondsSinceEpoch, "created_at": job.createdAt.millisecondsSinceEpoch,
            ]
        )
        guard let row else { throw StoreError.broken("an insert returned no row") }
        return try JobRow.job(row)
    }
}
