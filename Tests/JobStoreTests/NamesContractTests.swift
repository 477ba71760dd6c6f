import JobStore
import Jobs
import TestSupport
import Testing

struct NamesContractTests {
    private let api = "https://api.github.com"

    @Test(arguments: StoreUnderTest.all)
    func `names come back by login, and a user without one is known too`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let names = ["octocat": "The Octocat", "dependabot[bot]": nil, "a-1": #"Ä "b" / 🎉"#]
            try await store.keepNames(names, on: api, at: start, maxEntries: 9)
            let logins = ["a-1", "nobody", "octocat", "dependabot[bot]", "octocat"]
            #expect(try await store.names(of: logins, on: api, since: start, until: .distantFuture) == names)
            #expect(
                try await store.names(of: ["octocat"], on: api, since: start, until: .distantFuture) == [
                    "octocat": "The Octocat"
                ])
            #expect(try await store.names(of: [], on: api, since: start, until: .distantFuture).isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a name that was read too long ago is not known`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.keepNames(["old": "O", "renewed": "R"], on: api, at: start, maxEntries: 9)
            try await store.keepNames(["renewed": nil], on: api, at: start + 2, maxEntries: 9)
            #expect(
                try await store.names(of: ["old", "renewed"], on: api, since: start + 1, until: .distantFuture) == [
                    "renewed": nil
                ])
            #expect(
                try await store.names(of: ["old", "renewed"], on: api, since: start, until: .distantFuture) == [
                    "old": "O", "renewed": nil,
                ]
            )
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `each GitHub has its own users`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let other = "https://github.example.com/api/v3"
            try await store.keepNames(["octocat": "Ours"], on: api, at: start, maxEntries: 9)
            #expect(try await store.names(of: ["octocat"], on: other, since: start, until: .distantFuture).isEmpty)
            try await store.keepNames(["octocat": "Theirs"], on: other, at: start, maxEntries: 9)
            #expect(
                try await store.names(of: ["octocat"], on: api, since: start, until: .distantFuture) == [
                    "octocat": "Ours"
                ])
            #expect(
                try await store.names(of: ["octocat"], on: other, since: start, until: .distantFuture) == [
                    "octocat": "Theirs"
                ])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the names that were read longest ago go when there are too many`(kind: StoreUnderTest) async throws {
        try await kind { store in
            for (number, login) in ["c", "a", "b", "d"].enumerated() {
                let moment = start + Milliseconds(Int64(number))
                try await store.keepNames([login: login], on: api, at: moment, maxEntries: 3)
            }
            #expect(try await kept(in: store) == ["a", "b", "d"])
            try await store.keepNames(["a": nil], on: api, at: start + 9, maxEntries: 2)
            #expect(try await kept(in: store) == ["a", "d"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `the names that a collection under way counts on stay until it is over`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.keepNames(["a": "A"], on: api, at: start + -1, maxEntries: 1)
            let claim = try await store.addAndClaim()
            try await store.keepNames(["b": "B", "c": "C"], on: api, at: start, maxEntries: 1)
            try await store.keepNames(["d": "D"], on: api, at: start + 1, maxEntries: 1)
            #expect(try await kept(in: store) == ["b", "c", "d"])
            try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: claim)
            try await store.keepNames(["e": "E"], on: api, at: start + 2, maxEntries: 1)
            #expect(try await kept(in: store) == ["e"])
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `what another clock has read in the future is not known`(kind: StoreUnderTest) async throws {
        try await kind { store in
            try await store.keepNames(["octocat": "O"], on: api, at: start + 5, maxEntries: 9)
            #expect(try await store.names(of: ["octocat"], on: api, since: start, until: start + 4).isEmpty)
            #expect(try await store.names(of: ["octocat"], on: api, since: start, until: start + 5) == ["octocat": "O"])
        }
    }

    private func kept(in store: any Store) async throws -> [String] {
        try await store.names(of: ["a", "b", "c", "d", "e"], on: api, since: .distantPast, until: .distantFuture).keys
            .sorted()
    }

    /// A job may be held for months in the middle of its collection.
    @Test(arguments: StoreUnderTest.all)
    func `what an unfinished collection counts on is bounded too`(kind: StoreUnderTest) async throws {
        try await kind { store in
            _ = try await store.addAndClaim()
            let names = (0..<20_010).map { ("u\($0)", String?.none) }
            let (first, last) = (names.prefix(10), names.dropFirst(10))
            try await store.keepNames(Dictionary(uniqueKeysWithValues: first), on: api, at: start + 1, maxEntries: 9)
            try await store.keepNames(Dictionary(uniqueKeysWithValues: last), on: api, at: start + 2, maxEntries: 9)
            let kept = try await store.names(of: names.map(\.0), on: api, since: start, until: start + 2)
            #expect(kept.count == 20_000 && first.allSatisfy { kept[$0.0] == nil })
        }
    }
}
