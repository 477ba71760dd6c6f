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
    func `the same repository for another destination is another job`(kind: StoreUnderTest) async throws {
        try await kind { store in
            var task = try NewJob.fixture(at: start)
            let jobs = [try await store.add()]
            let urls = (0..<20).map { "https://hooks.example.com/\($0)" }
            let own = try await withThrowingTaskGroup(of: Job.self) { group in
                for url in urls {
                    task.destination = .url(url)
                    let task = task
                    group.addTask {
                        guard case .created(let job) = try await store.enqueue(task, liveLimit: nil) else {
                            throw Unexpected(what: url)
                        }
                        return job
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set((jobs + own).map(\.id)).count == 21)
            #expect(Set(own.map(\.destination)) == Set(urls.map(Destination.url)))
            for job in own {
                #expect(try await store.job(job.id) == job)
                task.destination = job.destination
                #expect(try await store.enqueue(task, liveLimit: nil) == .existing(job))
                #expect(try await store.enqueue(task, liveLimit: 21) == .existing(job))
            }
            task.destination = .default
            #expect(try await store.enqueue(task, liveLimit: nil) == .existing(jobs[0]))
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

    @Test(arguments: StoreUnderTest.all)
    func `many tasks at once get one job for each repository, and each caller its own`(kind: StoreUnderTest)
        async throws
    {
        try await kind { store in
            let live = try await store.add("r0")
            // Every repository is asked for three times, in three ways to write it.
            let names = (0..<37).flatMap { ["r\($0)-x", "R\($0)-x", "R\($0)-X"] } + ["R0"]
            let answers = try await store.enqueueAtOnce(names, liveLimit: nil)
            var created: [String: Job] = [:]
            for case (let name, .created(let job)) in answers {
                #expect(job.name.repository == name)
                #expect(created.updateValue(job, forKey: name.lowercased()) == nil)
                #expect(try await store.job(job.id) == job)
            }
            created["r0"] = live
            for case (let name, .existing(let job)) in answers { #expect(created[name.lowercased()] == job) }
            #expect(created.count == 38 && answers.count == 112)
            #expect(Set(created.values.map(\.webhookID)).count == 38 && Set(created.values.map(\.id)).count == 38)
            #expect(try await store.counts()[.queued] == 38)
        }
    }

    @Test(arguments: StoreUnderTest.all, [1, 16, 21])
    func `tasks that come at once over the limit are refused, all but as many as may live`(
        kind: StoreUnderTest, limit: Int
    ) async throws {
        try await kind { store in
            let live = try await store.add("live")
            let names = (0..<50).map { $0 % 10 == 5 ? "Live" : "r\($0)" }
            var count = (created: 0, existing: 0, refused: 0)
            for (name, answer) in try await store.enqueueAtOnce(names, liveLimit: limit) {
                switch answer {
                case .created(let job):
                    #expect(job.name.repository == name)
                    count.created += 1
                case .existing(let job):
                    #expect(job == live && name == "Live")
                    count.existing += 1
                case .limitReached: count.refused += 1
                }
            }
            #expect(count == (limit - 1, 5, 45 - (limit - 1)))
            #expect(try await store.counts()[.queued] == limit)
        }
    }
}

extension Store {
    /// Enqueues each of the repositories from a task of its own.
    fileprivate func enqueueAtOnce(_ repositories: [String], liveLimit: Int?) async throws -> [(String, Enqueued)] {
        try await withThrowingTaskGroup(of: (String, Enqueued).self) { group in
            for name in repositories {
                group.addTask { (name, try await enqueue(.fixture(name, at: start), liveLimit: liveLimit)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
