import JobStore
import Jobs
import TestSupport
import Testing

struct GateContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `a gate is remembered by its name as it was last set`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.gate("anonymous") == nil)
            try await store.setGate("anonymous", to: .closed)
            let later = GateState(closedUntil: start + 4, reason: .secondary, streak: 3)
            try await store.setGate("anonymous", to: later)
            #expect(try await store.gate("anonymous") == later)
            #expect(try await store.gate("anonymous graphql") == nil)
            try await store.setGate("anonymous", to: .open)
            #expect(try await store.gate("anonymous") == .open)
        }
    }

    @Test(arguments: StoreUnderTest.all, GateState.Reason.allCases)
    func `a gate that is open again still says why it was closed`(
        kind: StoreUnderTest, reason: GateState.Reason
    ) async throws {
        try await kind { store in
            let opened = GateState(closedUntil: nil, reason: reason, streak: 1)
            try await store.setGate("token:abc", to: opened)
            #expect(try await store.gate("token:abc") == opened)
        }
    }
}
