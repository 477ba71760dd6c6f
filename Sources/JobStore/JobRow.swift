import GRDB
import Jobs

/// A row of `jobs`, read into the vocabulary. The schema's CHECKs make every conversion here succeed; an error's class is
/// any word, so that a newer version may have written it.
enum JobRow {
    static func job(_ row: Row) throws -> Job {
        Job(
            id: JobID(row["id"]),
            webhookID: row["webhook_id"],
            name: try RepositoryName(username: row["username"], repository: row["repository"]),
            destination: row["destination"] == "default" ? .default : .url(row["destination"]),
            state: try word(row, "state"),
            stage: try word(row, "stage"),
            runAt: Timestamp(millisecondsSinceEpoch: row["run_at_ms"]),
            runReason: try word(row, "run_reason"),
            attempts: row["attempts"],
            failures: row["failures"],
            deferrals: row["deferrals"],
            crashes: row["crashes"],
            lastError: error(row, class: "error_class", message: "last_error"),
            createdAt: Timestamp(millisecondsSinceEpoch: row["created_at_ms"]),
            finishedAt: moment(row["finished_at_ms"])
        )
    }

    static func attempt(_ row: Row) throws -> Attempt {
        Attempt(
            number: row["attempt"],
            result: try word(row, "result"),
            report: AttemptReport(
                stage: try word(row, "stage"),
                startedAt: Timestamp(millisecondsSinceEpoch: row["started_at_ms"]),
                duration: (row["duration_ms"] as Int64?).map { Milliseconds($0) },
                httpStatus: row["http_status"],
                requests: row["requests"]
            ),
            error: error(row, class: "error_class", message: "error")
        )
    }

    static func moment(_ milliseconds: Int64?) -> Timestamp? {
        milliseconds.map(Timestamp.init(millisecondsSinceEpoch:))
    }

    private static func error(_ row: Row, class name: String, message: String) -> AttemptError? {
        guard let text = row[message] as String?, let word = row[name] as String? else { return nil }
        return AttemptError(ErrorClass(rawValue: word) ?? .other, text)
    }

    private static func word<Word: RawRepresentable<String>>(_ row: Row, _ column: String) throws -> Word {
        let text: String = row[column]
        guard let word = Word(rawValue: text) else {
            let job: Int64 = row["id"] ?? row["job_id"]
            throw StoreError.refused("\(column) of job \(job) is '\(text)', not a word of ours")
        }
        return word
    }
}
