import JobStore
import Jobs
import TestSupport
import Testing

/// Which pages are let go of when all together take up too much. Each takes up 100 bytes here.
struct PageEvictionContractTests {
    private func key(_ number: Int) -> PageKey {
        PageKey(url: "u\(number % 10)", reader: "r\(number)", format: "f")
    }

    /// Keeps a page of 100 bytes: 49 letters of two bytes each, and a URL of two.
    private func keep(_ number: Int, at moment: Timestamp, maxBytes: Int, in store: any Store) async throws {
        let page = CachedPage(etag: nil, body: String(repeating: "ß", count: 49), confirmedAt: moment)
        try await store.keepPage(page, as: key(number), maxBytes: maxBytes)
    }

    private func kept(of numbers: Range<Int>, in store: any Store) async throws -> [Int] {
        var kept: [Int] = []
        for number in numbers where try await store.page(key(number)) != nil { kept.append(number) }
        return kept
    }

    @Test(arguments: StoreUnderTest.all)
    func `the pages that were confirmed longest ago go first, and no more than must`(kind: StoreUnderTest) async throws
    {
        try await kind { store in
            for (number, wait) in [2, 0, 3, 1].enumerated() {
                try await keep(number, at: start + Milliseconds(Int64(wait)), maxBytes: 400, in: store)
            }
            #expect(try await kept(of: 0..<4, in: store) == [0, 1, 2, 3])
            try await keep(4, at: start + 4, maxBytes: 400, in: store)
            #expect(try await kept(of: 0..<5, in: store) == [0, 2, 3, 4])
            try await keep(5, at: start + 5, maxBytes: 399, in: store)
            #expect(try await kept(of: 0..<6, in: store) == [2, 4, 5])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a page that is confirmed or kept again is young again`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 0..<3 { try await keep(number, at: start, maxBytes: 300, in: store) }
            try await store.confirmPage(key(0), at: start + 1)
            try await keep(1, at: start + 1, maxBytes: 300, in: store)
            #expect(try await kept(of: 0..<3, in: store) == [0, 1, 2])
            try await keep(3, at: start + 2, maxBytes: 300, in: store)
            #expect(try await kept(of: 0..<4, in: store) == [0, 1, 3])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what a collection under way counts on stays until its job is finished`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await keep(0, at: start + -1, maxBytes: 100, in: store)
            var claim = try await store.addAndClaim()
            for number in 1..<4 { try await keep(number, at: start, maxBytes: 100, in: store) }
            #expect(try await kept(of: 0..<4, in: store) == [1, 2, 3])

            // It waits for GitHub's budget, and others begin meanwhile.
            let wait = Outcome.defer(until: start + 5, .rateLimit, .fixture)
            try await store.record(wait, report: .fixture(at: start), of: claim, at: start + 2)
            _ = try await store.addAndClaim("other", at: start + 4)
            try await keep(4, at: start + 4, maxBytes: 100, in: store)
            #expect(try await kept(of: 0..<5, in: store) == [1, 2, 3, 4])

            claim = try #require(try await store.claim(limit: 1, at: start + 5).first)
            try await store.record(.discard(.fixture), report: .fixture(at: start), of: claim, at: start + 6)
            try await keep(5, at: start + 6, maxBytes: 100, in: store)
            #expect(try await kept(of: 0..<6, in: store) == [4, 5])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a job that delivers counts on no page`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await keep(0, at: start, maxBytes: 100, in: store)
            try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: claim)
            try await keep(1, at: start + 1, maxBytes: 100, in: store)
            #expect(try await kept(of: 0..<2, in: store) == [1])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `much too much is let go of in steps`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for number in 0..<250 { try await keep(number, at: start, maxBytes: 25_000, in: store) }
            var left: [Int] = []
            for number in 250..<254 {
                try await keep(number, at: start + 1, maxBytes: 500, in: store)
                left.append(try await kept(of: 0..<254, in: store).count)
            }
            #expect(left == [151, 52, 5, 5])
        }
    }
}
