import GRDB
import Jobs

/// A row of `jobs`, read into the vocabulary. The schema's CHECKs make every conversion here succeed; an error's class is
/// any word, so that a newer version may have written it.
enum JobRow {
    /// What ``job(_:)`` reads, in this order: by its number a column is found at once, by its name only after a search. Not
    /// `*`, since that would compute the columns that show the times to people.
    static let columns = """
        id, webhook_id, username, repository, destination, state, stage, run_at_ms, run_reason, attempts, failures, \
        deferrals, crashes, error_class, last_error, created_at_ms, finished_at_ms, \
        collecting_since_ms, priority, max_retries, traceparent, claimed_at_ms
        """

    static func job(_ row: Row) throws -> Job {
        Job(
            id: JobID(row[0]),
            webhookID: row[1],
            name: try RepositoryName(username: row[2], repository: row[3]),
            destination: Destination(text: row[4]),
            state: try word(row, 5),
            stage: try word(row, 6),
            runAt: Timestamp(millisecondsSinceEpoch: row[7]),
            runReason: try word(row, 8),
            claimedAt: moment(row[21]),
            attempts: row[9],
            failures: row[10],
            deferrals: row[11],
            crashes: row[12],
            lastError: error(row, class: 13, message: 14),
            createdAt: Timestamp(millisecondsSinceEpoch: row[15]),
            finishedAt: moment(row[16]),
            collectingSince: moment(row[17]),
            priority: row[18],
            maxRetries: row[19],
            traceparent: row[20]
        )
    }

    /// What ``attempt(_:)`` reads, in this order.
    static let attemptColumns = """
        attempt, result, stage, started_at_ms, duration_ms, http_status, requests, error_class, error, answer
        """

    static func attempt(_ row: Row) throws -> Attempt {
        Attempt(
            number: row[0],
            result: try word(row, 1),
            report: AttemptReport(
                stage: try word(row, 2),
                startedAt: Timestamp(millisecondsSinceEpoch: row[3]),
                duration: (row[4] as Int64?).map { Milliseconds($0) },
                httpStatus: row[5],
                requests: row[6],
                answer: row[9]
            ),
            error: error(row, class: 7, message: 8)
        )
    }

    static func moment(_ milliseconds: Int64?) -> Timestamp? {
        milliseconds.map(Timestamp.init(millisecondsSinceEpoch:))
    }

    private static func error(_ row: Row, class name: Int, message: Int) -> AttemptError? {
        guard let text = row[message] as String?, let word = row[name] as String? else { return nil }
        return AttemptError(ErrorClass(rawValue: word) ?? .other, text)
    }

    private static func word<Word: RawRepresentable<String>>(_ row: Row, _ column: Int) throws -> Word {
        let text: String = row[column]
        guard let word = Word(rawValue: text) else {
            throw StoreError.refused("'\(text)' is not a \(Word.self) of ours")
        }
        return word
    }
}
