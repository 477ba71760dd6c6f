/// One accepted task: what it asks for, where it stands, and what has happened to it so far.
package struct Job: Equatable, Sendable {
    /// The number in `/tasks/{id}` and in every log line. Never used twice, also after pruning.
    package var id: JobID
    /// Sent as `webhook-id` with each delivery: the same over all retries, unlike any other job's in any other database.
    package var webhookID: String
    package var name: RepositoryName
    package var destination: Destination
    package var state: JobState
    /// What its next attempt begins with.
    package var stage: Stage
    /// When it may be claimed (while `queued`), or when it last was allowed to.
    package var runAt: Timestamp
    /// Why it waits until `runAt`.
    package var runReason: RunReason
    /// When the attempt under way was begun; nil in every state but `running`.
    package var claimedAt: Timestamp?
    /// Runs so far, each with a row in the history; the one under way counts.
    package var attempts: Int
    /// Attempts that count against RETRY_MAX_ATTEMPTS.
    package var failures: Int
    /// Attempts that ended in waiting for GitHub's budget.
    package var deferrals: Int
    /// Attempts that ended with our process.
    package var crashes: Int
    /// What last went wrong, also while the job waits to try again.
    package var lastError: AttemptError?
    package var createdAt: Timestamp
    /// Set in the final states, and only there.
    package var finishedAt: Timestamp?
    /// When its collection began; what GitHub said since then need not be asked again. Nil before the first attempt.
    package var collectingSince: Timestamp?
    /// Of the due jobs, those with a lower number go first; one of ``Priority/levels``.
    package var priority: Int
    /// Retries after the first attempt, instead of RETRY_MAX_ATTEMPTS. Nil: as many as that.
    package var maxRetries: Int?
    /// The trace that it belongs to (W3C Trace Context, section 3.2). Nil: none.
    package var traceparent: String?

    package init(
        id: JobID, webhookID: String, name: RepositoryName, destination: Destination, state: JobState, stage: Stage,
        runAt: Timestamp, runReason: RunReason, claimedAt: Timestamp? = nil, attempts: Int, failures: Int,
        deferrals: Int, crashes: Int, lastError: AttemptError?, createdAt: Timestamp, finishedAt: Timestamp?,
        collectingSince: Timestamp? = nil, priority: Int = Priority.normal, maxRetries: Int? = nil,
        traceparent: String? = nil
    ) {
        self.id = id
        self.webhookID = webhookID
        self.name = name
        self.destination = destination
        self.state = state
        self.stage = stage
        self.runAt = runAt
        self.runReason = runReason
        self.claimedAt = claimedAt
        self.attempts = attempts
        self.failures = failures
        self.deferrals = deferrals
        self.crashes = crashes
        self.lastError = lastError
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.collectingSince = collectingSince
        self.priority = priority
        self.maxRetries = maxRetries
        self.traceparent = traceparent
    }
}

/// A job's number, from 1.
package struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var number: Int64

    package init(_ number: Int64) {
        self.number = number
    }

    package static func < (one: JobID, other: JobID) -> Bool {
        one.number < other.number
    }

    package var description: String {
        String(number)
    }
}
