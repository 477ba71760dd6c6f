import JobStore
import Jobs
import TestSupport
import Testing

/// Jobs are listed, the newest first, part by part.
struct ListContractTests {
    /// All parts of a list, as the numbers of their jobs.
    private func all(
        _ filter: JobFilter = JobFilter(), in store: any Store, limit: Int = 2
    ) async throws -> [[Int64]] {
        var parts: [[Int64]] = []
        var before: JobID?
        repeat {
            let page = try await store.jobs(matching: filter, before: before, limit: limit)
            parts.append(page.jobs.map(\.id.number))
            before = page.next
        } while before != nil
        return parts
    }

    /// One job of each state, accepted a second apart: queued, running, held (no, discarded), completed, cancelled.
    private func addSome(to store: any Store) async throws {
        try await store.addAndFinish("one", at: start)
        try await store.addAndFinish("two", .discard(.fixture), at: start + 1000)
        _ = try await store.addAndClaim("three", at: start + 2000)
        let fourth = try await store.add("One", dueAt: start + 3000)
        _ = try await store.cancel(fourth.id, at: start + 3000)
        try await store.add("one", dueAt: start + 4000)
    }

    @Test(arguments: StoreUnderTest.all)
    func `all jobs come once, the newest first, in parts of the limit`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await all(in: store) == [[]])
            try await addSome(to: store)
            #expect(try await all(in: store) == [[5, 4], [3, 2], [1]])
            #expect(try await all(in: store, limit: 5) == [[5, 4, 3, 2, 1]])
            let page = try await store.jobs(matching: JobFilter(), before: nil, limit: 1)
            #expect(page.jobs == [try #require(try await store.job(JobID(5)))])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `each filter finds what meets it, and filters are met together`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await addSome(to: store)
            for (filter, ids) in [
                (JobFilter(state: .queued), [5]), (JobFilter(state: .running), [3]),
                (JobFilter(state: .completed), [1]), (JobFilter(state: .discarded), [2]),
                (JobFilter(state: .cancelled), [4]), (JobFilter(state: .held), []),
                (JobFilter(username: "OCTOCAT"), [5, 4, 3, 2, 1]), (JobFilter(username: "nobody"), []),
                (JobFilter(username: "octocat", repository: "ONE"), [5, 4, 1]),
                (JobFilter(errorClass: .webhookStatus), [2]), (JobFilter(errorClass: .crash), []),
                (JobFilter(createdAfter: start + 2000), [5, 4, 3]), (JobFilter(createdBefore: start + 2000), [2, 1]),
                (JobFilter(createdAfter: start + 1000, createdBefore: start + 3000), [3, 2]),
                (JobFilter(state: .completed, username: "octocat", repository: "one"), [1]),
                (JobFilter(state: .completed, errorClass: .webhookStatus), []),
                (JobFilter(state: .completed, createdAfter: start + 1), []),
                (JobFilter(username: "octocat", createdBefore: start + 1), [1]),
            ] as [(JobFilter, [Int64])] {
                #expect(try await all(filter, in: store, limit: 9) == [ids], "\(filter)")
                #expect(try await all(filter, in: store, limit: 1).flatMap(\.self) == ids, "\(filter)")
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a list goes on where it was, whatever was added or deleted`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 1...5 { try await store.addAndFinish("r\(number)", at: start + Milliseconds(Int64(number))) }
            for filter in [JobFilter(), JobFilter(createdAfter: start), JobFilter(username: "octocat")] {
                let next = try #require(try await store.jobs(matching: filter, before: nil, limit: 2).next)
                _ = try await store.delete(next)
                try await store.addAndFinish("more")
                let page = try await store.jobs(matching: filter, before: next, limit: 2)
                #expect(page.jobs.allSatisfy { $0.id < next } && page.jobs.count == 2, "\(filter)")
            }
        }
    }
}
