import GRDB
package import Jobs

/// How the whole queue stands.
package struct Stats: Equatable, Sendable {
    package var jobs: [JobState: Int]
    /// Since when nothing is claimed; nil when the queue is not paused.
    package var pausedAt: Timestamp?
    /// Since when the job that has been due for longest waits to be claimed; nil when none is due.
    package var oldestDueAt: Timestamp?
    /// When the next job becomes due that is not due yet; nil when there is none.
    package var nextRunAt: Timestamp?

    package init(jobs: [JobState: Int], pausedAt: Timestamp?, oldestDueAt: Timestamp?, nextRunAt: Timestamp?) {
        self.jobs = jobs
        self.pausedAt = pausedAt
        self.oldestDueAt = oldestDueAt
        self.nextRunAt = nextRunAt
    }
}

extension SQLiteStore {
    package func stats(at now: Timestamp) async throws(StoreError) -> Stats {
        try await read { db in try Self.stats(at: now, in: db) }
    }

    static func stats(at now: Timestamp, in db: Database) throws -> Stats {
        let moment: StatementArguments = ["now": now.millisecondsSinceEpoch]
        return Stats(
            jobs: try counts(in: db), pausedAt: try pausedAt(in: db),
            oldestDueAt: JobRow.moment(try Int64.fetchOne(db.cachedStatement(sql: oldestDueSQL), arguments: moment)),
            nextRunAt: JobRow.moment(try Int64.fetchOne(db.cachedStatement(sql: nextDueSQL), arguments: moment))
        )
    }

    static let oldestDueSQL = earliestSQL("state = 'queued' AND run_at_ms <= :now")
    static let nextDueSQL = earliestSQL("state = 'queued' AND run_at_ms > :now")
}
