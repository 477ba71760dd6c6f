import JobStore
import Jobs
import TestSupport
import Testing

/// Tasks that come in one request, and what is kept of its answer.
struct KeptAnswerContractTests {
    private static let key = IdempotencyKey(client: "one", key: "k")

    private func keeping(
        _ key: IdempotencyKey = key, at moment: Timestamp = start, nothing: Bool = false
    ) -> AnswerKeeping {
        AnswerKeeping(key: key, createdAt: moment) { nothing ? nil : Self.answer($0) }
    }

    private static func answer(_ enqueued: [Enqueued]) -> KeptAnswer {
        KeptAnswer(fingerprint: "f", status: 200, location: nil, body: "\(enqueued.count)")
    }

    private func jobs(_ names: String...) throws -> [NewJob] {
        try names.map { try .fixture($0, at: start) }
    }

    @Test(arguments: StoreUnderTest.all)
    func `tasks of one request are answered in their order, as each alone`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let live = try await store.add("live")
            let enqueued = try await store.enqueue(jobs("a", "LIVE", "b", "A", "c"), liveLimit: 3, keeping: nil)
            guard case .created(let a) = enqueued[0], case .created(let b) = enqueued[2] else {
                throw Unexpected(what: "\(enqueued)")
            }
            #expect(enqueued == [.created(a), .existing(live), .created(b), .existing(a), .limitReached])
            #expect(try await store.job(a.id) == a)
            #expect(try await store.enqueue([], liveLimit: nil, keeping: nil) == [])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what is answered is kept with its key`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.keptAnswer(Self.key) == nil)
            let enqueued = try await store.enqueue(jobs("a", "b"), liveLimit: nil, keeping: keeping())
            #expect(try await store.keptAnswer(Self.key) == Self.answer(enqueued))
            for other in [IdempotencyKey(client: "two", key: "k"), IdempotencyKey(client: "one", key: "K")] {
                #expect(try await store.keptAnswer(other) == nil)
                _ = try await store.enqueue(jobs("c"), liveLimit: nil, keeping: keeping(other))
                #expect(try await store.keptAnswer(other)?.body == "1")
            }
            #expect(try await store.keptAnswer(Self.key)?.body == "2")
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `where there is nothing to answer no key is kept`(kind: StoreUnderTest) async throws {
        try await kind { store in
            _ = try await store.enqueue(jobs("a"), liveLimit: 0, keeping: keeping(nothing: true))
            #expect(try await store.keptAnswer(Self.key) == nil)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a key that is there already keeps its answer, and what comes with it is not accepted`(
        kind: StoreUnderTest
    ) async throws {
        try await kind { store in
            _ = try await store.enqueue(jobs("a", "b"), liveLimit: nil, keeping: keeping())
            await #expect { try await store.enqueue(jobs("c"), liveLimit: nil, keeping: keeping()) } throws: { error in
                if case StoreError.refused? = error as? StoreError { true } else { false }
            }
            #expect(try await store.counts()[.queued] == 2)
            #expect(try await store.keptAnswer(Self.key)?.body == "2")
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `keys of before a moment go, in steps, the oldest first`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let keys = (0..<5).map { IdempotencyKey(client: "", key: "k\($0)") }
            for (place, key) in keys.enumerated().reversed() {
                let moment = start + Milliseconds(Int64(place))
                _ = try await store.enqueue(jobs("r\(place)"), liveLimit: nil, keeping: keeping(key, at: moment))
            }
            #expect(try await store.pruneKeys(createdBefore: start, limit: 9) == 0)
            #expect(try await store.pruneKeys(createdBefore: start + 3, limit: 2) == 2)
            for (place, key) in keys.enumerated() { #expect(try await (store.keptAnswer(key) == nil) == (place < 2)) }
            #expect(try await store.pruneKeys(createdBefore: start + 3, limit: 2) == 1)
            #expect(try await store.pruneKeys(createdBefore: start + 3, limit: 2) == 0)
            #expect(try await store.keptAnswer(keys[3]) != nil)
            // The jobs stay.
            #expect(try await store.counts()[.queued] == 5)
        }
    }
}
