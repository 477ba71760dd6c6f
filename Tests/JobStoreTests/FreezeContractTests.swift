import JobStore
import Jobs
import TestSupport
import Testing

struct FreezeContractTests {
    private let payload = FrozenPayload(
        body: #"{"title":"größer 🎉 \u0000 \"x\"","n":12345678901234567}"#, collectedAt: start + 5
    )

    @Test(arguments: StoreUnderTest.all)
    func `a frozen payload comes back byte for byte, and the job begins with deliver`(kind: StoreUnderTest) async throws
    {
        try await kind { store in
            let claim = try await store.addAndClaim()
            #expect(try await store.payload(of: claim.job.id) == nil)
            try await store.freeze(payload, for: claim)
            let kept = try #require(try await store.payload(of: claim.job.id))
            #expect(Array(kept.body.utf8) == Array(payload.body.utf8) && kept.collectedAt == payload.collectedAt)
            #expect(try await store.job(claim.job.id)?.stage == .deliver)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a second freeze is refused and changes nothing`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let claim = try await store.addAndClaim()
            try await store.freeze(payload, for: claim)
            await #expect(throws: StoreError.claimLost(claim.job.id)) {
                try await store.freeze(FrozenPayload(body: "{}", collectedAt: start), for: claim)
            }
            #expect(try await store.payload(of: claim.job.id) == payload)
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a lost claim freezes nothing`(kind: StoreUnderTest) async throws {
        try await kind { store in
            let lost = try await store.addAndClaim()
            _ = try await store.recover(at: start)
            let holder = try #require(try await store.claim(limit: 1, at: start).first)
            let others = [
                Claim(job: holder.job, token: "another", claimedAt: start),
                Claim(job: lost.job, token: holder.token, claimedAt: start),
            ]
            for claim in [lost] + others {
                await #expect(throws: StoreError.claimLost(lost.job.id)) { try await store.freeze(payload, for: claim) }
            }
            #expect(try await store.payload(of: lost.job.id) == nil)
        }
    }
}
