extension SQLite3 {
    /// What is wrong with the file, and what its tables say of each other that is not so: at any moment between two transactions.
    package var complaints: [String] {
        get async throws {
            struct Complaint: Decodable {
                var text: String
            }
            let complaints: [Complaint] = try await rows(
                """
                SELECT integrity_check AS text FROM pragma_integrity_check WHERE integrity_check <> 'ok'
                UNION ALL SELECT 'a row of ' || "table" || ' belongs to nothing' FROM pragma_foreign_key_check
                UNION ALL SELECT state || ' is counted as ' || jobs FROM job_counts
                WHERE jobs <> (SELECT count(*) FROM jobs WHERE jobs.state = job_counts.state)
                UNION ALL \(Self.holdsWithoutAttempt) UNION ALL \(Self.attemptsWithoutHold)
                """
            )
            return complaints.map(\.text)
        }
    }

    private static let holdsWithoutAttempt = """
        SELECT destination || ' counts job ' || value || ', of which no delivery has failed'
        FROM destinations, json_each(failed_jobs)
        WHERE value IN (SELECT id FROM jobs)
          AND value NOT IN (SELECT job_id FROM attempts
                            WHERE stage = 'deliver' AND result IN ('failed', 'deferred', 'discarded'))
        """

    /// As long as nothing has arrived there, it was never held, and no job is deleted.
    private static let attemptsWithoutHold = """
        SELECT destination || ' counts ' || coalesce(failing_jobs, 0) || ' failing jobs, and has ' || failed
        FROM (SELECT destination, count(DISTINCT job_id) FILTER (WHERE result = 'failed') AS failed
              FROM attempts JOIN jobs ON id = job_id WHERE attempts.stage = 'deliver'
              GROUP BY destination HAVING sum(result = 'completed') = 0)
             LEFT JOIN destinations USING (destination)
        WHERE held_at_ms IS NULL AND failed > coalesce(failing_jobs, 0) AND (SELECT count(*) = max(id) FROM jobs)
        """
}
