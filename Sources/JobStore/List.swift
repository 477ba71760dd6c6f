import GRDB
package import Jobs

/// So many jobs at most are looked at for one part of a list, so that no filter makes anybody wait for long.
package let mostJobsLookedAt = 10_000

extension SQLiteStore {
    package func jobs(
        matching filter: JobFilter, before: JobID?, limit: Int
    ) async throws(StoreError) -> JobPage {
        try await read { db in try Self.jobs(matching: filter, before: before, limit: limit, in: db) }
    }

    static func jobs(matching filter: JobFilter, before: JobID?, limit: Int, in db: Database) throws -> JobPage {
        let path = try ListPath(filter) { try isRare($0, in: db) }
        let arguments = try arguments(filter, before: before, in: db)
        let rows = try Row.fetchCursor(db.cachedStatement(sql: listSQL(path)), arguments: arguments)
        var page = JobPage(jobs: [], next: nil)
        var (looked, last): (Int, JobID?) = (0, nil)
        while let row = try rows.next() {
            let matches: Bool = row["matches"]
            if looked == mostJobsLookedAt || matches && page.jobs.count == limit {
                page.next = last
                return page
            }
            if matches { page.jobs.append(try JobRow.job(row)) }
            (looked, last) = (looked + 1, JobID(row["id"]))
        }
        return page
    }

    package func count(matching filter: JobFilter) async throws(StoreError) -> JobCount {
        try await read { db in
            let path = try ListPath(filter) { try Self.isRare($0, in: db) }
            let arguments = try Self.arguments(filter, before: nil, in: db)
            // One more than are looked at says whether there are more.
            let sql = """
                SELECT coalesce(sum(matches), 0), count(*) FROM (\(Self.listSQL(path)) LIMIT \(mostJobsLookedAt + 1))
                """
            guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) else {
                return JobCount(jobs: 0, isWhole: true)
            }
            let lookedAt: Int = row[1]
            let isWhole = lookedAt <= mostJobsLookedAt
            return JobCount(jobs: min(row[0], mostJobsLookedAt), isWhole: isWhole)
        }
    }

    /// What the path finds, and of each whether it meets the rest of the filter. Every argument is named in every statement.
    static func listSQL(_ path: ListPath) -> String {
        """
        SELECT \(JobRow.columns),
               (:state IS NULL OR state = :state)
               AND (:username IS NULL OR username = :username COLLATE NOCASE)
               AND (:repository IS NULL OR repository = :repository COLLATE NOCASE)
               AND (:error_class IS NULL OR error_class IS :error_class)
               AND created_at_ms BETWEEN :created_after AND :created_before
               AND :before_ms IS NOT NULL AS matches
        FROM \(path.source)
        """
    }

    private static func arguments(_ filter: JobFilter, before: JobID?, in db: Database) throws -> StatementArguments {
        [
            "state": filter.state?.rawValue, "username": filter.username, "repository": filter.repository,
            "error_class": filter.errorClass?.rawValue,
            "created_after": filter.createdAfter?.millisecondsSinceEpoch ?? .min,
            "created_before": filter.createdBefore.map { $0.millisecondsSinceEpoch - 1 } ?? .max,
            "before": before?.number ?? .max, "before_ms": try before.flatMap { try creation(of: $0, in: db) } ?? .max,
        ]
    }

    /// When a job was accepted, or the one before it where that is deleted.
    private static func creation(of id: JobID, in db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT created_at_ms FROM jobs WHERE id <= :id ORDER BY id DESC LIMIT 1"),
            arguments: ["id": id.number]
        )
    }

    /// Whether all jobs of an account are few enough to be sorted. Those of one that has many are among the newest.
    private static func isRare(_ username: String, in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT count(*) FROM (SELECT 1 FROM jobs INDEXED BY jobs_by_task WHERE username = :username COLLATE NOCASE
                                      LIMIT :limit)
                """
        )
        let count = try Int.fetchOne(statement, arguments: ["username": username, "limit": mostJobsLookedAt]) ?? 0
        return count < mostJobsLookedAt
    }
}
