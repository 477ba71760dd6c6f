import GRDB
import Jobs
import TestSupport
import Testing

@testable import JobStore

/// What a list costs in a database with many jobs.
struct ListTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    /// Jobs of one account, all of them accepted at one moment, the first `count` of them completed.
    private func fill(completed: Int, queued: Int) async throws {
        try await store.writer.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT :count)
                    INSERT INTO jobs (username, repository, state, finished_at_ms, created_at_ms)
                    SELECT 'octocat', 'r' || n, iif(n <= :completed, 'completed', 'queued'), iif(n <= :completed, 1, NULL), 1
                    FROM numbers
                    """,
                arguments: ["count": completed + queued, "completed": completed]
            )
        }
    }

    @Test func `no part looks at more than so many jobs, and the next one goes on behind them`() async throws {
        try await fill(completed: 3, queued: mostJobsLookedAt)
        let filter = JobFilter(state: .completed)
        let first = try await store.jobs(matching: filter, before: nil, limit: 50)
        #expect(first == JobPage(jobs: [], next: JobID(4)))
        let second = try await store.jobs(matching: filter, before: first.next, limit: 50)
        #expect(second.jobs.map(\.id.number) == [3, 2, 1] && second.next == nil)
    }

    @Test func `jobs that were accepted at one moment come once each`() async throws {
        try await fill(completed: 0, queued: 25)
        var ids: [Int64] = []
        var before: JobID?
        repeat {
            let filter = JobFilter(createdBefore: Timestamp(millisecondsSinceEpoch: 2))
            let page = try await store.jobs(matching: filter, before: before, limit: 10)
            (ids, before) = (ids + page.jobs.map(\.id.number), page.next)
        } while before != nil
        #expect(ids == (1...25).reversed())
    }

    @Test func `an account with many jobs is read from its newest`() async throws {
        try await fill(completed: mostJobsLookedAt, queued: 5)
        let page = try await store.jobs(matching: JobFilter(username: "octocat"), before: nil, limit: 3)
        #expect(page.jobs.map(\.id.number) == [10_005, 10_004, 10_003] && page.next == JobID(10_003))
    }
}
