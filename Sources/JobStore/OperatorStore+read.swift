import GRDB
package import Jobs

/// What an operator's command reads: each of them in one look, which nothing changes meanwhile.
extension OperatorStore {
    /// As ``Store/jobs(matching:before:limit:)``.
    package func jobs(
        matching filter: JobFilter, before: JobID?, limit: Int
    ) throws(StoreError) -> JobPage {
        try read { db in try SQLiteStore.jobs(matching: filter, before: before, limit: limit, in: db) }
    }

    /// Those of some jobs that are there.
    package func jobs(_ ids: [JobID]) throws(StoreError) -> [Job] {
        try read { db in try ids.compactMap { try SQLiteStore.job($0, in: db) } }
    }

    /// A job, its finished attempts, and how all stands that may keep it waiting. Nil: there is no such job.
    package func story(of id: JobID, at now: Timestamp) throws(StoreError) -> JobStory? {
        try read { db in
            guard let job = try SQLiteStore.job(id, in: db) else { return nil }
            return JobStory(
                job: job, attempts: try SQLiteStore.attempts(of: id, in: db),
                destination: try SQLiteStore.status(of: job.destination, in: db),
                stats: try SQLiteStore.stats(at: now, in: db), closure: try Self.closure(at: now, in: db)
            )
        }
    }

    /// How the whole queue stands, what was done in the last hour, and what is held.
    package func overview(at now: Timestamp) throws(StoreError) -> StoreOverview {
        try read { db in
            StoreOverview(
                stats: try SQLiteStore.stats(at: now, in: db),
                lastHour: try SQLiteStore.history(of: 60, length: 1, until: now, in: db),
                held: try SQLiteStore.destinations(
                    "WHERE state = 'held'", countingJobsUpTo: mostJobsCounted, in: db),
                closure: try Self.closure(at: now, in: db), fileBytes: DatabaseFile.bytes(of: path)
            )
        }
    }

    /// Whether a daemon has the database now. Nil where that cannot be told.
    package var isInUse: Bool? {
        InstanceLock.isHeld(database: path)
    }

    /// What keeps every request to GitHub back. Whose requests those are only the daemon knows, so the longest closure counts, as
    /// it does in `v_jobs`.
    private static func closure(at now: Timestamp, in db: Database) throws -> GateClosure? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT closed_until_ms, reason FROM gates
                    WHERE closed_until_ms > :now AND name NOT LIKE '% graphql' ORDER BY closed_until_ms DESC LIMIT 1
                    """
            ),
            arguments: ["now": now.millisecondsSinceEpoch]
        )
        return row.flatMap { row in
            (row[1] as String?).flatMap(GateState.Reason.init(rawValue:)).map { reason in
                GateClosure(until: Timestamp(millisecondsSinceEpoch: row[0]), reason: reason)
            }
        }
    }
}

/// What the database says of one job.
package struct JobStory: Sendable {
    package var job: Job
    package var attempts: [Attempt]
    /// Nil where it has never failed nor been held.
    package var destination: DestinationStatus?
    package var stats: Stats
    package var closure: GateClosure?
}

/// What the database says of the whole queue.
package struct StoreOverview: Sendable {
    package var stats: Stats
    /// By the minute.
    package var lastHour: [HistorySpan]
    package var held: [DestinationStatus]
    package var closure: GateClosure?
    /// Of the file and its write-ahead log.
    package var fileBytes: Int64
}
