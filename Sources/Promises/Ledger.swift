import Foundation

/// What the database says of its jobs, read with the operator's `sqlite3` and not with hookme's own code.
package struct Ledger: Sendable {
    package struct Job: Decodable, Sendable {
        package var id: Int64
        package var webhookID: String
        /// `octocat/Hello-World`.
        package var task: String
        package var destination: String
        package var state: String
        package var attempts: Int
        package var failures: Int
        package var deferrals: Int
        package var crashes: Int
        /// Its own; nil: as the daemon is told.
        package var maxRetries: Int?
        package var errorClass: String?

        package init(
            id: Int64, webhookID: String, task: String, destination: String, state: String, attempts: Int,
            failures: Int, deferrals: Int, crashes: Int, maxRetries: Int? = nil, errorClass: String?
        ) {
            self.id = id
            self.webhookID = webhookID
            self.task = task
            self.destination = destination
            self.state = state
            self.attempts = attempts
            self.failures = failures
            self.deferrals = deferrals
            self.crashes = crashes
            self.maxRetries = maxRetries
            self.errorClass = errorClass
        }
    }

    package struct Attempt: Decodable, Sendable {
        package var jobID: Int64
        package var number: Int
        package var result: String
        package var stage: String
        package var httpStatus: Int?
        package var requests: Int

        package init(jobID: Int64, number: Int, result: String, stage: String, httpStatus: Int?, requests: Int) {
            self.jobID = jobID
            self.number = number
            self.result = result
            self.stage = stage
            self.httpStatus = httpStatus
            self.requests = requests
        }
    }

    package var jobs: [Job]
    /// By their job, in the order of their numbers.
    package var attempts: [Int64: [Attempt]]
    /// The hashes of the frozen payloads that are kept, by their job.
    package var payloads: [Int64: Int]
    /// What SQLite finds wrong with the file.
    package var complaints: [String]

    package init(
        jobs: [Job] = [], attempts: [Int64: [Attempt]] = [:], payloads: [Int64: Int] = [:], complaints: [String] = []
    ) {
        self.jobs = jobs
        self.attempts = attempts
        self.payloads = payloads
        self.complaints = complaints
    }

    /// - Throws: ``SQLite3/Failure``.
    package init(of database: SQLite3) async throws {
        struct Payload: Decodable {
            var jobID: Int64
            var body: String
        }
        jobs = try await database.rows(
            """
            SELECT id, webhook_id AS webhookID, username || '/' || repository AS task, destination, state, attempts,
                   failures, deferrals, crashes, max_retries AS maxRetries, error_class AS errorClass FROM jobs ORDER BY id
            """
        )
        let attempts: [Attempt] = try await database.rows(
            """
            SELECT job_id AS jobID, attempt AS number, result, stage, http_status AS httpStatus, requests FROM attempts
            ORDER BY job_id, attempt
            """
        )
        self.attempts = Dictionary(grouping: attempts, by: \.jobID)
        let payloads: [Payload] = try await database.rows("SELECT job_id AS jobID, body FROM payloads")
        self.payloads = Dictionary(uniqueKeysWithValues: payloads.map { ($0.jobID, Array($0.body.utf8).hashValue) })
        complaints = try await database.complaints
    }
}
