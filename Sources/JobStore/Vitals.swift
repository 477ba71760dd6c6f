import GRDB
package import Jobs

/// How the store stands, for `/metrics`.
package struct Vitals: Equatable, Sendable {
    package var jobs: [JobState: Int]
    /// Since when the job that has been due for longest is due, or when the next one will be. Nil: none is queued.
    package var dueSince: Timestamp?
    package var heldDestinations: Int
    /// Since when no job is begun. Nil: the queue is not paused.
    package var pausedAt: Timestamp?

    package init(jobs: [JobState: Int], dueSince: Timestamp?, heldDestinations: Int, pausedAt: Timestamp? = nil) {
        (self.jobs, self.dueSince, self.heldDestinations, self.pausedAt) = (jobs, dueSince, heldDestinations, pausedAt)
    }
}

extension SQLiteStore {
    /// Reads from counters and from the end of an index: in a time that does not grow with the number of jobs.
    package func vitals() async throws(StoreError) -> Vitals {
        try await read { db in
            Vitals(
                jobs: try Self.counts(in: db),
                dueSince: JobRow.moment(try Int64.fetchOne(db.cachedStatement(sql: Self.dueSinceSQL))),
                heldDestinations: try Int.fetchOne(
                    db.cachedStatement(sql: "SELECT count(*) FROM destinations WHERE state = 'held'")
                ) ?? 0,
                pausedAt: try Self.pausedAt(in: db)
            )
        }
    }

    /// Whoever wants a job to run now sets its run_at_ms to 0, which is not when it became due.
    static let dueSinceSQL = earliestSQL("state = 'queued'", shown: "max(run_at_ms, created_at_ms)")

    /// Writes that wait for the next commit.
    package var writesWaiting: Int {
        writer.waitingCount
    }

    /// The length of the write-ahead log. Nil where there is none.
    package var walBytes: Int64? {
        DatabaseFile.size(pool.path + "-wal")
    }

    /// The length of the file and of its write-ahead log.
    package var fileBytes: Int64 {
        DatabaseFile.bytes(of: pool.path)
    }
}
