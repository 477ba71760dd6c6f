import JobStore
import Jobs
import TestSupport
import Testing

struct GateContractTests {
    @Test(arguments: StoreUnderTest.all)
    func `a gate is remembered by its name until it is opened`(kind: StoreUnderTest) async throws {
        try await kind { store in
            #expect(try await store.gateClosedUntil("token") == nil)
            try await store.setGate("token", closedUntil: start + 3)
            try await store.setGate("token", closedUntil: start + 4)
            #expect(try await store.gateClosedUntil("token") == start + 4)
            #expect(try await store.gateClosedUntil("anonymous") == nil)
            try await store.setGate("token", closedUntil: nil)
            #expect(try await store.gateClosedUntil("token") == nil)
        }
    }
}
