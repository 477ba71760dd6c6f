import JobStore
import Jobs
import TestSupport
import Testing

/// Destinations that do not answer: held, tried, and released.
struct HoldContractTests {
    private let failed = AttemptError(.webhookStatus, "The receiver answered 503")

    /// Claims up to so many, and fails each delivery.
    private func failDeliveries(
        _ store: any Store, _ count: Int, at now: Timestamp = start
    ) async throws -> [DestinationChange] {
        var changes: [DestinationChange] = []
        for claim in try await store.claim(limit: count, at: now) {
            let change = try await store.record(
                .retry(at: now + 1_000_000, .backoff, failed), report: .fixture(at: now, delivery: .failed), of: claim,
                at: now
            )
            changes += change.map { [$0] } ?? []
        }
        return changes
    }

    private func probe(_ store: any Store, at now: Timestamp) async throws -> Claim {
        let claims = try await store.claim(limit: 10, at: now)
        #expect(claims.count == 1 && claims.first?.isProbe == true)
        return try #require(claims.first)
    }

    @Test(arguments: StoreUnderTest.all)
    func `five different jobs that fail in a row hold their destination, and what is due then is held`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<8 { try await store.add("r\(number)") }
            #expect(try await failDeliveries(store, 4).isEmpty)
            #expect(try await failDeliveries(store, 1) == [.held(.failing, probeAt: start + 5000)])
            #expect(try await store.claim(limit: 10, at: start).isEmpty)
            #expect(try await store.counts()[.held] == 3)
            #expect(try await store.nextRunAt() == start + 5000)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the same job over and over holds nothing, and a success in between begins anew`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            try await store.add("stubborn")
            for attempt in 0..<9 {
                let now = start + Milliseconds(Int64(attempt) * 2_000_000)
                #expect(try await failDeliveries(store, 1, at: now).isEmpty)
            }
            for number in 0..<9 { try await store.add("r\(number)") }
            #expect(try await failDeliveries(store, 3).isEmpty)
            let good = try #require(try await store.claim(limit: 1, at: start).first)
            let report = AttemptReport.fixture(at: start, delivery: .accepted)
            #expect(try await store.record(.complete, report: report, of: good, at: start) == nil)
            #expect(try await failDeliveries(store, 4).isEmpty)
            #expect(try await failDeliveries(store, 1) == [.held(.failing, probeAt: start + 5000)])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `two jobs that fail by turns are two, however often`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for name in ["one", "other"] { try await store.add(name) }
            for turn in 0..<9 {
                let now = start + Milliseconds(Int64(turn) * 2_000_000)
                #expect(try await failDeliveries(store, 2, at: now).isEmpty)
            }
            for number in 0..<3 { try await store.add("r\(number)") }
            #expect(try await failDeliveries(store, 3) == [.held(.failing, probeAt: start + 5000)])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `one is tried at a time, each in its turn, after pauses that grow`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<8 { try await store.add("r\(number)") }
            _ = try await failDeliveries(store, 5)
            #expect(try await store.claim(limit: 10, at: start + 4999).isEmpty)
            var now = start
            for (turn, pause) in [5, 10, 20, 40, 80, 160, 300, 300].enumerated() {
                #expect(try await store.nextRunAt() == now + .seconds(Int64(pause)))
                now = now + .seconds(Int64(pause))
                let claim = try await probe(store, at: now)
                // One that the receiver never takes is not in the way of the others.
                #expect(claim.job.name.repository == "r\(5 + turn % 3)")
                #expect(try await store.claim(limit: 10, at: now + 600_000).isEmpty)
                let report = AttemptReport.fixture(at: now, delivery: .failed)
                #expect(try await store.record(.hold(failed), report: report, of: claim, at: now) == nil)
                let job = try #require(try await store.job(claim.job.id))
                #expect(job.state == .held && job.failures == 0 && job.runReason == .held)
            }
            #expect(try await store.job(JobID(6))?.deferrals == 3)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a probe that is accepted releases all, in the order in which they were due`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<9 { try await store.add("r\(number)", dueAt: start + Milliseconds(Int64(number))) }
            let now = start + 10_000
            _ = try await failDeliveries(store, 5, at: now)
            let claim = try await probe(store, at: now + 5000)
            let report = AttemptReport.fixture(at: now, delivery: .accepted)
            #expect(try await store.record(.complete, report: report, of: claim, at: now + 5000) == .released)
            // Not before there is room for one.
            let full = try await store.claim(limit: 10, at: now + 5000, only: nil, within: Room(left: [.default: 0]))
            #expect(full.claims.isEmpty && full.released.isEmpty && !full.mayHaveLeftSome)
            #expect(try await store.counts()[.held] == 3)
            let claimed = try await store.claim(limit: 10, at: now + 5000, only: nil, within: Room())
            #expect(
                claimed.released == [.default] && claimed.claims.map(\.job.name.repository) == ["r6"], "one at first")
            let rest = try await store.claim(limit: 10, at: now + 5000, only: nil, within: Room())
            #expect(rest.released.isEmpty && rest.claims.map(\.job.name.repository) == ["r7", "r8"])
            #expect((claimed.claims + rest.claims).allSatisfy { !$0.isProbe && $0.job.runReason == .held })
            #expect(try await store.counts()[.held] == 0)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a receiver that wants no more is held at once, and not tried before a start`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<3 { try await store.add("r\(number)") }
            let claim = try #require(try await store.claim(limit: 1, at: start).first)
            let report = AttemptReport.fixture(at: start, delivery: .gone)
            #expect(
                try await store.record(.hold(failed), report: report, of: claim, at: start)
                    == .held(.gone, probeAt: nil)
            )
            #expect(try await store.job(claim.job.id)?.state == .held)
            #expect(try await store.claim(limit: 10, at: start + 86_400_000).isEmpty)
            #expect(try await store.nextRunAt() == nil)
            _ = try await store.recover(at: start + 90_000_000)
            _ = try await probe(store, at: start + 90_000_000)
        }
    }

    /// It failed, or its probe came to nothing, by a clock that was a year ahead.
    @Test(arguments: StoreUnderTest.all, [false, true])
    func `a start has what was held by a clock that was set back since then tried at once`(
        kind: StoreUnderTest, byProbe: Bool
    ) async throws {
        try await kind { store in
            let ahead = start + 31_536_000_000
            for number in 0..<8 { try await store.add("r\(number)") }
            _ = try await failDeliveries(store, 5, at: byProbe ? start : ahead)
            if byProbe {
                let claim = try await probe(store, at: ahead)
                try await store.record(.release, report: .fixture(at: ahead), of: claim, at: ahead)
            }
            #expect(try await store.claim(limit: 10, at: start + 600_000).isEmpty)
            _ = try await store.recover(at: start + 600_000)
            _ = try await probe(store, at: start + 600_000)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a probe that came to nothing for another reason is made again`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 0..<8 { try await store.add("r\(number)") }
            _ = try await failDeliveries(store, 5)
            let claim = try await probe(store, at: start + 5000)
            let report = AttemptReport.fixture(at: start)
            try await store.record(.release, report: report, of: claim, at: start + 5000)
            // Due, and held again.
            _ = try await probe(store, at: start + 10_000)
            // Its process dies.
            _ = try await store.recover(at: start + 10_000)
            _ = try await probe(store, at: start + 10_000)
        }
    }

    @Test(arguments: [
        "DELETE FROM jobs WHERE id = 6",
        "UPDATE jobs SET state = 'cancelled', finished_at_ms = 1, claim_token = NULL, claimed_at_ms = NULL WHERE id = 6",
        "UPDATE jobs SET state = 'queued', claim_token = NULL, claimed_at_ms = NULL WHERE id = 6",
    ])
    func `a probe whose job somebody takes away is made again with another`(byHand: String) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("hookme.db"))
        for number in 0..<8 { try await store.add("r\(number)") }
        _ = try await failDeliveries(store, 5)
        let claim = try await probe(store, at: start + 5000)
        _ = try await sqlite3(directory.file("hookme.db"), byHand)
        let next = try await probe(store, at: start + 5000)
        #expect(next.token != claim.token)
        #expect(try await store.claim(limit: 10, at: start + 600_000).isEmpty, "one at a time")
    }

    @Test(arguments: StoreUnderTest.all)
    func `a receiver that says when it wants to be asked again is not tried before`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<8 { try await store.add("r\(number)") }
            _ = try await failDeliveries(store, 4)
            let last = try #require(try await store.claim(limit: 1, at: start).first)
            var report = AttemptReport.fixture(at: start, delivery: .failed)
            report.retryAfter = start + 60_000
            let retry = Outcome.retry(at: start + 1_000_000, .backoff, failed)
            #expect(
                try await store.record(retry, report: report, of: last, at: start)
                    == .held(.failing, probeAt: start + 60_000)
            )
            let claim = try await probe(store, at: start + 60_000)
            report.retryAfter = start + 500_000
            try await store.record(.hold(failed), report: report, of: claim, at: start + 60_000)
            #expect(try await store.nextRunAt() == start + 500_000)
            // Sooner than the pause.
            let another = try await probe(store, at: start + 500_000)
            report.retryAfter = start + 500_001
            try await store.record(.hold(failed), report: report, of: another, at: start + 500_000)
            #expect(try await store.nextRunAt() == start + 520_000)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `more than a thousand are held and released in steps, and none is forgotten`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            for number in 0..<2305 { try await store.add("r\(number)") }
            _ = try await failDeliveries(store, 5)
            for _ in 0..<3 { #expect(try await store.claim(limit: 10, at: start).isEmpty) }
            #expect(try await store.counts()[.held] == 2300)
            let claim = try await probe(store, at: start + 5000)
            let report = AttemptReport.fixture(at: start, delivery: .accepted)
            try await store.record(.complete, report: report, of: claim, at: start + 5000)
            var delivered = 0
            for (left, mayHaveLeftSome) in [(1299, true), (299, true), (0, false)] {
                let claimed = try await store.claim(limit: 200, at: start + 5000, only: nil, within: Room())
                delivered += claimed.claims.count
                #expect(claimed.mayHaveLeftSome == mayHaveLeftSome)
                #expect(try await store.counts()[.held] == left)
            }
            while case let claims = try await store.claim(limit: 200, at: start + 5000), !claims.isEmpty {
                delivered += claims.count
            }
            #expect(delivered == 2299)
        }
    }

    /// A thousand jobs are due before them, of which none may be claimed.
    @Test(arguments: StoreUnderTest.all, [Stage.deliver, nil])
    func `due jobs of a held destination are held also behind a thousand that have to wait`(
        kind: StoreUnderTest, stage: Stage?
    ) async throws {
        try await kind { store in
            let held = Destination(text: "https://held.example/hook")
            let name = try RepositoryName(username: "octocat", repository: "behind")
            let job = NewJob(name: name, destination: held, runAt: start, createdAt: start)
            _ = try await store.enqueue(job, liveLimit: nil)
            let claim = try #require(try await store.claim(limit: 1, at: start).first)
            try await store.freeze(.fixture, for: claim)
            try await store.record(
                .retry(at: start + 10, .backoff, failed), report: .fixture(stage: .deliver, at: start), of: claim,
                at: start
            )
            for number in 0..<1000 { try await store.add("r\(number)", dueAt: start) }
            _ = try await store.hold(held, at: start)

            let room = stage == nil ? Room(left: [.default: 0]) : Room()
            #expect(try await store.claim(limit: 10, at: start + 10, only: stage, within: room).claims.isEmpty)
            #expect(try await store.counts()[.held] == 1)
            #expect(try await store.nextRunAt(only: stage, within: room) == nil)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `no more destinations are tried at once than there is room for`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let name = try RepositoryName(username: "octocat", repository: "r")
            for number in 0..<3 {
                let place = Destination(text: "https://gone\(number).example/hook")
                let job = NewJob(name: name, destination: place, runAt: start, createdAt: start)
                _ = try await store.enqueue(job, liveLimit: nil)
            }
            for claim in try await store.claim(limit: 3, at: start) {
                let report = AttemptReport.fixture(at: start, delivery: .gone)
                _ = try await store.record(.hold(failed), report: report, of: claim, at: start)
            }
            // All are to be tried at once.
            _ = try await store.recover(at: start)
            #expect(try await store.nextRunAt(only: nil, within: Room(probes: 0)) == nil)
            #expect(try await store.claim(limit: 9, at: start, only: nil, within: Room(probes: 0)).claims.isEmpty)
            #expect(try await store.nextRunAt(only: nil, within: Room(probes: 2)) == start)
            let claimed = try await store.claim(limit: 9, at: start, only: nil, within: Room(probes: 2)).claims
            #expect(claimed.map(\.isProbe) == [true, true])
            #expect(try await store.nextRunAt() == start)
        }
    }
}
