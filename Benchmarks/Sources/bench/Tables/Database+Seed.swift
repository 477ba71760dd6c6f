import Foundation

extension Database {
    /// Fills the table: half of the jobs wait for days, half are completed and have an attempt each. The names come in no
    /// order, as real ones do.
    func seed(rows: Int) async throws {
        let atOnce = 1_000_000
        for first in stride(from: 1, through: rows, by: atOnce) {
            let last = min(first + atOnce - 1, rows)
            if rows > atOnce { progress("seeding: \(last) of \(rows) rows") }
            try await query(Self.seed(from: first, through: last), within: .seconds(1800))
        }
        // Back to what the daemon expects to find, with nothing left in the log.
        try await query("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)", within: .seconds(600))
    }

    private static func seed(from first: Int, through last: Int) -> String {
        """
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA temp_store = MEMORY;
        BEGIN;
        CREATE TEMP TABLE clock AS SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000 AS now;
        INSERT INTO jobs (username, repository, state, run_at_ms, created_at_ms, attempts, finished_at_ms)
        WITH RECURSIVE numbers (i) AS (SELECT \(first) UNION ALL SELECT i + 1 FROM numbers WHERE i < \(last))
        SELECT printf('u%08x', (i * 2654435761) & 0xffffffff), printf('repository-%d', i % 97),
               iif(i % 2, 'queued', 'completed'),
               iif(i % 2, now + 2592000000 + (i * 7919) % 2592000000, now - 3600000), now - 3610800,
               iif(i % 2, 0, 1), iif(i % 2, NULL, now - 3599000)
        FROM numbers, clock;
        INSERT INTO attempts (job_id, attempt, result, stage, started_at_ms, duration_ms, http_status, requests)
        SELECT id, 1, 'completed', 'deliver', run_at_ms, 1000, 204, 3 FROM jobs
        WHERE id BETWEEN \(first) AND \(last) AND state = 'completed';
        COMMIT;
        """
    }

    /// Adds jobs that are due at one moment, in milliseconds since 1970.
    ///
    /// - Returns: the greatest id before theirs.
    func addDue(_ jobs: Int, at moment: Int, label: String) async throws -> Int {
        let before = try await greatestID()
        try await query(
            """
            INSERT INTO jobs (username, repository, run_at_ms)
            WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(jobs))
            SELECT printf('u%08x', (i * 2654435761) & 0xffffffff), '\(label)', \(moment) FROM numbers
            """,
            within: .seconds(600)
        )
        return before
    }

    /// Adds jobs that a process which is no more was running.
    ///
    /// - Returns: the greatest id before theirs.
    func addOrphans(_ jobs: Int, label: String) async throws -> Int {
        let before = try await addDue(jobs, at: 0, label: label)
        try await query(
            """
            UPDATE jobs SET state = 'running', attempts = 1, claim_token = lower(hex(randomblob(8))),
                            claimed_at_ms = CAST(strftime('%s', 'now') AS INTEGER) * 1000
            WHERE id > \(before)
            """
        )
        return before
    }

    /// How many jobs have been enqueued so far, in whatever state.
    func jobs() async throws -> Int {
        try await number("SELECT sum(jobs) FROM job_counts")
    }

    private func greatestID() async throws -> Int {
        try await number("SELECT coalesce(max(id), 0) FROM jobs")
    }
}
