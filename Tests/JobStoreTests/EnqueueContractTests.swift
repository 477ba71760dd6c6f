import JobStore
import Jobs
import TestSupport
import Testing

struct EnqueueContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `a task becomes a queued job that waits for its time`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await store.add(dueAt: start + 10_800)
            #expect(job.state == .queued && job.stage == .collect && job.runReason == .enqueued)
            #expect(job.runAt == start + 10_800 && job.attempts == 0 && job.finishedAt == nil)
            #expect(job.webhookID.count > 20)
            #expect(try await store.job(job.id) == job)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `no two jobs share a webhook id`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let one = try await store.add("one")
            let two = try await store.add("two")
            #expect(one.webhookID != two.webhookID && one.id != two.id)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a second task finds the live job, however its letters are written`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let job = try await store.add("Hello-World")
            let again = NewJob(
                name: try RepositoryName(username: "OCTOCAT", repository: "hello-world"), runAt: start, createdAt: start
            )
            #expect(try await store.enqueue(again, liveLimit: nil) == .existing(job))
            let claim = try #require(try await store.claim(limit: 1, at: start).first)
            #expect(try await store.enqueue(again, liveLimit: nil) == .existing(claim.job))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a task whose job is finished gets a new one`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
            #expect(try await store.add().id > claim.job.id)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `at the limit a new task is refused, and a live one still found`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let waiting = try await store.add("waiting", dueAt: start + 1)
            _ = try await store.addAndClaim("running")
            let refused = try NewJob.fixture("third", at: start)
            #expect(try await store.enqueue(refused, liveLimit: 2) == .limitReached)
            #expect(try await store.enqueue(.fixture("waiting", at: start), liveLimit: 2) == .existing(waiting))
            guard case .created = try await store.enqueue(refused, liveLimit: 3) else {
                Issue.record("the limit of three refuses the third job")
                return
            }
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a hundred tasks for one repository at once make one job`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        switch try await store.enqueue(.fixture(at: start), liveLimit: nil) {
                        case .created(let job), .existing(let job): job.id
                        case .limitReached: throw Unexpected(what: "limitReached")
                        }
                    }
                }
                return try await group.reduce(into: Set<JobID>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await store.counts()[.queued] == 1)
        }
    }
}
