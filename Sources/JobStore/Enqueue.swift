import Jobs

extension SQLiteStore {
    package func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued {
        try await writer.enqueue(job, liveLimit: liveLimit)
    }

    package func enqueue(
        _ jobs: [NewJob], liveLimit: Int?, keeping: AnswerKeeping?
    ) async throws(StoreError) -> [Enqueued] {
        let tasks = jobs.map { EnqueueBatch.Task(job: $0, liveLimit: liveLimit) }
        return try await writer.write(taskCount: tasks.count) { db in
            let enqueued = try EnqueueBatch.run(tasks[...], in: db)
            if let keeping { try Self.keep(keeping, enqueued, in: db) }
            return enqueued
        }
    }
}
