import JobStore
import Jobs
import ServiceLifecycle

/// A request that waits for a job to change instead of asking again and again. It is woken by each change, and looks at the job
/// only then.
struct LongPoll: Sendable {
    let store: any Store

    /// Returns when `isNews` is true of the job, when there is no such job, and when the time is over; at once when
    /// ``JobWatch/capacity`` others wait; and when the client goes away or the daemon is stopped.
    func wait(
        for id: JobID, atMost limit: Duration, until isNews: @escaping @Sendable (Job) async throws(StoreError) -> Bool
    ) async throws(Problem) {
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup { group in
                    group.addTask { try await watch(id, atMost: limit, until: isNews) }
                    if let client = ClientPresence.current { group.addTask { await client.end() } }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch let error as StoreError {
            throw Problem(error)
        } catch {
            // Cancelled: nobody is there to be answered any more.
        }
    }

    private func watch(
        _ id: JobID, atMost limit: Duration, until isNews: @Sendable (Job) async throws(StoreError) -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        do {
            try await store.jobWatch.withBell(for: id) { bell async throws(StoreError) in
                guard let bell else { return }
                repeat {
                    guard let job = try await store.job(id), try await !isNews(job) else { return }
                } while await bell.wait(atMost: end - ContinuousClock.now)
            }
        } catch StoreError.cancelled {
            return
        }
    }
}
