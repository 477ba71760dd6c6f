import GRDB
import Jobs

/// The tasks that one commit accepts, or one request. Many rows in one statement cost two thirds of as many statements.
enum EnqueueBatch {
    struct Task: Sendable {
        var job: NewJob
        var liveLimit: Int?
    }

    /// How many rows a statement inserts, the most first: three statements that are prepared once serve every batch.
    private static let chunks = [16, 4, 1]

    /// Answers each task, in their order.
    static func run(_ tasks: ArraySlice<Task>, in db: Database) throws -> [Enqueued] {
        var answers: [Enqueued] = []
        answers.reserveCapacity(tasks.count)
        var rest = tasks
        for rows in chunks {
            while rest.count >= rows {
                answers += try enqueue(rest.prefix(rows), in: db)
                rest = rest.dropFirst(rows)
            }
        }
        return answers
    }

    private static func enqueue(_ tasks: ArraySlice<Task>, in db: Database) throws -> [Enqueued] {
        if let limit = tasks.lazy.compactMap(\.liveLimit).min(), try liveJobs(in: db) > limit - tasks.count {
            return try tasks.map { try enqueueWithinLimit($0, in: db) }
        }
        // Nothing is written for a task alone that has its job already.
        if tasks.count == 1, let task = tasks.first, let live = try liveJob(like: task.job, in: db) {
            return [.existing(live)]
        }
        return try insert(tasks.map(\.job), into: db)
    }

    /// For when the limit is so near that it matters which task comes first.
    private static func enqueueWithinLimit(_ task: Task, in db: Database) throws -> Enqueued {
        if let limit = task.liveLimit, try liveJobs(in: db) >= limit {
            return try liveJob(like: task.job, in: db).map(Enqueued.existing) ?? .limitReached
        }
        return try insert([task.job], into: db)[0]
    }

    private static func insert(_ newJobs: [NewJob], into db: Database) throws -> [Enqueued] {
        let webhookIDs = newJobs.map { _ in WebhookID.next() }
        let rows = repeatElement("(?, ?, ?, ?, ?, ?, ?, ?, ?)", count: newJobs.count).joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO jobs (webhook_id, username, repository, destination, run_at_ms, created_at_ms, priority,
                                  max_retries, traceparent)
                VALUES \(rows)
                ON CONFLICT (username COLLATE NOCASE, repository COLLATE NOCASE, destination)
                   WHERE finished_at_ms IS NULL DO NOTHING
                """
        )
        var arguments: [(any DatabaseValueConvertible)?] = []
        arguments.reserveCapacity(9 * newJobs.count)
        for (job, webhookID) in zip(newJobs, webhookIDs) {
            arguments += [
                webhookID, job.name.username, job.name.repository, job.destination.text,
                job.runAt.millisecondsSinceEpoch, job.createdAt.millisecondsSinceEpoch, job.priority,
                job.maxRetries, job.traceparent,
            ]
        }
        try statement.execute(arguments: StatementArguments(arguments))
        CrashPoint.enqueueing.pass()

        // Nothing else writes in this transaction, so the numbers that AUTOINCREMENT draws for one statement are consecutive.
        guard db.changesCount == newJobs.count else { return try find(newJobs, webhookIDs, in: db) }
        let firstID = db.lastInsertedRowID - Int64(newJobs.count) + 1
        return zip(newJobs, webhookIDs).enumerated().map { place, new in
            .created(Job(new.0, id: JobID(firstID + Int64(place)), webhookID: new.1))
        }
    }

    /// Tells which of the tasks became jobs, when some are done by a live job already.
    private static func find(_ newJobs: [NewJob], _ webhookIDs: [String], in db: Database) throws -> [Enqueued] {
        try zip(newJobs, webhookIDs).map { newJob, webhookID in
            guard let live = try liveJob(like: newJob, in: db) else {
                throw StoreError.refused("a trigger has dropped the job")
            }
            return live.webhookID == webhookID ? .created(live) : .existing(live)
        }
    }

    private static func liveJob(like job: NewJob, in db: Database) throws -> Job? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(JobRow.columns) FROM jobs
                WHERE username = ? COLLATE NOCASE AND repository = ? COLLATE NOCASE AND destination = ?
                  AND finished_at_ms IS NULL
                """
        )
        let task = [job.name.username, job.name.repository, job.destination.text]
        return try Row.fetchOne(statement, arguments: StatementArguments(task)).map(JobRow.job)
    }

    private static func liveJobs(in db: Database) throws -> Int {
        let statement = try db.cachedStatement(
            sql: "SELECT sum(jobs) FROM job_counts WHERE state IN ('queued', 'running', 'held')"
        )
        return try Int.fetchOne(statement) ?? 0
    }
}

extension Job {
    /// As the schema's defaults make it.
    fileprivate init(_ new: NewJob, id: JobID, webhookID: String) {
        self.init(
            id: id, webhookID: webhookID, name: new.name, destination: new.destination, state: .queued, stage: .collect,
            runAt: new.runAt, runReason: .enqueued, attempts: 0, failures: 0, deferrals: 0, crashes: 0, lastError: nil,
            createdAt: new.createdAt, finishedAt: nil, priority: new.priority, maxRetries: new.maxRetries,
            traceparent: new.traceparent
        )
    }
}
