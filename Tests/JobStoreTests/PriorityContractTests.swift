import JobStore
import Jobs
import TestSupport
import Testing

/// Which of the due jobs go first.
struct PriorityContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `due jobs of a lower number go first, and each number's longest due first`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for (place, priority) in [3, 0, 2, 1, 1, 0, 3, 2].enumerated() {
                try await store.add(
                    "p\(priority)-\(place)", dueAt: start + Milliseconds(-Int64(place)), priority: priority)
            }
            let expected = ["p0-5", "p0-1", "p1-4", "p1-3", "p2-7", "p2-2", "p3-6", "p3-0"]
            #expect(try await store.claim(limit: 3, at: start).map(\.job.name.repository) == Array(expected[..<3]))
            #expect(try await store.claim(limit: 9, at: start).map(\.job.name.repository) == Array(expected[3...]))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what is not due yet keeps nobody back, however urgent`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.add("urgent", dueAt: start + 1, priority: 0)
            try await store.add("idle", dueAt: start, priority: 3)
            #expect(try await store.claim(limit: 9, at: start).map(\.job.name.repository) == ["idle"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `while more urgent jobs are due the others wait`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.add("old", dueAt: start + -3_600_000, priority: 3)
            for number in 0..<5 {
                try await store.add("new\(number)", dueAt: start, priority: 2)
                #expect(try await store.claim(limit: 1, at: start).map(\.job.name.repository) == ["new\(number)"])
            }
            #expect(try await store.claim(limit: 1, at: start).map(\.job.name.repository) == ["old"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the next run is the earliest of all priorities`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for (priority, wait) in [(0, 40), (1, 30), (2, 10), (3, 20)] as [(Int, Milliseconds)] {
                try await store.add("r\(priority)", dueAt: start + wait, priority: priority)
            }
            for wait in [10, 20, 30, 40] as [Milliseconds] {
                #expect(try await store.nextRunAt() == start + wait)
                #expect(try await store.claim(limit: 9, at: start + wait).count == 1)
            }
            #expect(try await store.nextRunAt() == nil)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a job that delivers, and one past a busy destination, goes by its priority too`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for priority in [2, 1, 0] {
                var job = try NewJob.fixture("r\(priority)", at: start)
                job.priority = priority
                job.destination = .url("https://\(priority).example.com")
                _ = try await store.enqueue(job, liveLimit: nil)
            }
            for claim in try await store.claim(limit: 3, at: start) {
                try await store.freeze(.fixture, for: claim)
                try await store.record(.release, report: .fixture(stage: .deliver, at: start), of: claim, at: start)
            }
            let busy: Set = [Destination.url("https://0.example.com")]
            let claims = try await store.claim(limit: 2, at: start, only: .deliver, except: busy)
            #expect(claims.map(\.job.priority) == [1, 2])
            #expect(try await store.claim(limit: 2, at: start, only: .deliver).map(\.job.priority) == [0])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a job keeps what its task said of it`(kind: StoreUnderTest) async throws {
        try await kind { store in
            var new = try NewJob.fixture(at: start)
            new.priority = 3
            new.maxRetries = 0
            new.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            guard case .created(let job) = try await store.enqueue(new, liveLimit: nil) else {
                throw Unexpected(what: "")
            }
            #expect(job.priority == 3 && job.maxRetries == 0 && job.traceparent == new.traceparent)
            #expect(try await store.job(job.id) == job)
            #expect(try await store.claim(limit: 1, at: start).first?.job.maxRetries == 0)
        }
    }
}
