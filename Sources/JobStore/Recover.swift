import GRDB
package import Jobs

extension SQLiteStore {
    package func recover(at now: Timestamp) async throws(StoreError) -> Recovery {
        try await writer.write { db in
            try Self.recordCrashes(in: db)
            try Self.resumeProbes(at: now, in: db)
            let rows = try Self.putBack(at: now, in: db)
            if !rows.isEmpty { CrashPoint.recovering.pass() }
            let moved = rows.map { (id: JobID($0["id"]), isQueued: $0["state"] == JobState.queued.rawValue) }
            return Recovery(
                queued: moved.filter(\.isQueued).map(\.id).sorted(),
                discarded: moved.filter { !$0.isQueued }.map(\.id).sorted()
            )
        }
    }

    /// What a dead process left behind, in the words of the partial index.
    static let left = "state = 'running' AND state <> 'completed'"

    /// OR REPLACE: a row that somebody has put there by hand must not keep the daemon from starting.
    private static func recordCrashes(in db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO attempts (job_id, attempt, result, stage, started_at_ms, error_class, error)
                SELECT id, attempts, 'crashed', stage, claimed_at_ms, 'crash', 'The daemon died while this attempt ran'
                FROM jobs WHERE \(left)
                """
        )
    }

    /// The wait doubles with each crash but the first, so that a job which kills the process does not do so all the time.
    private static func putBack(at now: Timestamp, in db: Database) throws -> [Row] {
        try Row.fetchAll(
            db,
            sql: """
                UPDATE jobs
                SET crashes = crashes + 1, claim_token = NULL, claimed_at_ms = NULL,
                    state = iif(crashes + 1 >= :limit, 'discarded', 'queued'),
                    run_at_ms = :now + iif(crashes = 0, 0, 1000 << (crashes - 1)), run_reason = 'crash',
                    error_class = iif(crashes + 1 >= :limit, 'poison', 'crash'),
                    last_error = iif(crashes + 1 >= :limit, 'The daemon died ' || :limit || ' times while this job ran',
                                     'The daemon died while this job ran'),
                    finished_at_ms = iif(crashes + 1 >= :limit, :now, NULL)
                WHERE \(left)
                RETURNING id, state
                """,
            arguments: ["limit": crashLimit, "now": now.millisecondsSinceEpoch]
        )
    }
}
