import Jobs

extension SQLiteStore {
    package func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued {
        try await writer.enqueue(job, liveLimit: liveLimit)
    }
}
