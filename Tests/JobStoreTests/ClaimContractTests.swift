import JobStore
import Jobs
import TestSupport
import Testing

struct ClaimContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `due jobs are claimed, the longest due first, and no more than asked for`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.add("later", dueAt: start + 1)
            try await store.add("third", dueAt: start)
            try await store.add("first", dueAt: start + -20)
            try await store.add("second", dueAt: start + -10)
            let claimed = try await store.claim(limit: 2, at: start)
            #expect(claimed.map(\.job.name.repository) == ["first", "second"])
            #expect(try await store.claim(limit: 9, at: start).map(\.job.name.repository) == ["third"])
            #expect(try await store.claim(limit: 9, at: start).isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a claimed job runs, with its attempt counted`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            #expect(claim.job.state == .running && claim.job.attempts == 1 && claim.claimedAt == start)
            #expect(try await store.job(claim.job.id) == claim.job)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `claims that are made at once never share a job`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 0..<60 { try await store.add("r\(number)") }
            let claimed = try await withThrowingTaskGroup(of: [Claim].self) { group in
                for _ in 0..<20 { group.addTask { try await store.claim(limit: 7, at: start) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 60)
            #expect(Set(claimed.map(\.job.id)).count == 60)
            #expect(Set(claimed.map(\.token)).count == 60)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the next run is the earliest queued job's`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.nextRunAt() == nil)
            try await store.add("b", dueAt: start + 20)
            try await store.add("a", dueAt: start + 10)
            #expect(try await store.nextRunAt() == start + 10)
            _ = try await store.claim(limit: 1, at: start + 10)
            #expect(try await store.nextRunAt() == start + 20)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `one claim brings what there is room for of each destination, longest due first`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<12 {
                let destination: Destination =
                    number < 4 ? .url("http://a/") : number < 8 ? .url("http://b/") : .default
                let job = NewJob(
                    name: try .fixture("r\(number)"), destination: destination,
                    runAt: start + Milliseconds(Int64(number)), createdAt: start
                )
                _ = try await store.enqueue(job, liveLimit: nil)
            }
            func claim(_ limit: Int, _ room: Room) async throws -> [String] {
                try await store.claim(limit: limit, at: start + 100, only: nil, within: room).claims
                    .map(\.job.name.repository)
            }
            let room = Room(most: 3, left: [.url("http://a/"): 1, .url("http://b/"): 0])
            #expect(try await claim(10, room) == ["r0", "r8", "r9", "r10"])
            #expect(try await claim(3, Room(most: 2)) == ["r1", "r2", "r4"])
            #expect(try await claim(10, Room()) == ["r3", "r5", "r6", "r7", "r11"])
        }
    }
}
