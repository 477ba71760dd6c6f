import Jobs
import Logging
import TestSupport
import Testing

@testable import GitHub

struct RateLimitGateTests {
    private let storage = MemoryStorage()
    private let start = Timestamp(millisecondsSinceEpoch: 1_000_000_000)

    private func gate() -> RateLimitGate {
        RateLimitGate("token", storage: storage, logger: .silent)
    }

    @Test func `it is closed until the moment, and open from then on`() async {
        let gate = gate()
        #expect(gate.closedUntil(at: start) == nil)
        await gate.record(.refused(.primary, until: start + 5000), at: start)
        #expect(gate.closedUntil(at: start) == start + 5000)
        #expect(gate.closedUntil(at: start + 4999) == start + 5000)
        #expect(gate.closedUntil(at: start + 5000) == nil)
    }

    @Test func `a later moment holds, an earlier one and a late answer do not open it`() async {
        let gate = gate()
        await gate.record(.refused(.primary, until: start + 5000), at: start)
        await gate.record(.spent(until: start + 9000), at: start)
        await gate.record(.refused(.primary, until: start + 1000), at: start)
        await gate.record(.open, at: start + 2000)
        #expect(gate.closedUntil(at: start + 2000) == start + 9000)
    }

    @Test func `it is saved when it closes and when it opens, and not else`() async {
        let gate = gate()
        await gate.record(.open, at: start)
        await gate.record(.refused(.primary, until: start + 5000), at: start)
        await gate.record(.refused(.primary, until: start + 5000), at: start)
        await gate.record(.open, at: start + 1000)
        await gate.record(.open, at: start + 6000)
        await gate.record(.open, at: start + 7000)
        #expect(storage.saved == [GateState(closedUntil: start + 5000, reason: .primary, streak: 0), .open])
    }

    @Test func `what the last process knew holds for the next`() async throws {
        await gate().record(.refused(.primary, until: start + 5000), at: start)
        let next = gate()
        await next.load()
        #expect(next.closedUntil(at: start + 1000) == start + 5000)
        await next.record(.open, at: start + 6000)
        #expect(storage.saved.last == .open)
    }

    @Test func `closed for days by another clock, it opens after an hour`() async {
        let gate = gate()
        await gate.record(.refused(.primary, until: start + .seconds(30 * 86_400)), at: start)
        let later = start + 1000
        #expect(gate.closedUntil(at: later) == later + .seconds(3600))
        #expect(gate.closedUntil(at: later + .seconds(3599)) == later + .seconds(3600))
        #expect(gate.closedUntil(at: later + .seconds(3600)) == nil)
    }

    @Test func `closed for days by another clock before a restart, it opens after an hour`() async throws {
        let never = Timestamp(millisecondsSinceEpoch: .max)
        try await storage.setGate("token", to: GateState(closedUntil: never, reason: .primary, streak: 0))
        let gate = gate()
        await gate.load()
        #expect(gate.closedUntil(at: start) == start + .seconds(3600))
        #expect(gate.closedUntil(at: start + .seconds(3600)) == nil)
    }

    @Test func `a storage that fails is logged, keeps the gate closed, and is tried at the next change`() async {
        let lines = LogLines()
        let gate = RateLimitGate("token", storage: storage, logger: lines.logger)
        storage.fails = true
        await gate.record(.refused(.primary, until: start + 5000), at: start)
        #expect(gate.closedUntil(at: start) == start + 5000)
        #expect(lines.errors == ["the rate limit gate was not saved"])
        storage.fails = false
        await gate.record(.refused(.primary, until: start + 6000), at: start)
        #expect(storage.saved == [GateState(closedUntil: start + 6000, reason: .primary, streak: 0)])
    }

    @Test func `however many answers close it at once, the storage ends with the latest moment`() async {
        let gate = gate()
        await withTaskGroup(of: Void.self) { group in
            for wait in (1...50).shuffled() {
                group.addTask {
                    await gate.record(.refused(.primary, until: start + Milliseconds(Int64(wait))), at: start)
                }
            }
        }
        #expect(storage.saved.last == GateState(closedUntil: start + 50, reason: .primary, streak: 0))
        #expect(!storage.wasEnteredTwice)
    }

    @Test func `a storage that cannot be read is logged, and read again before the next request`() async throws {
        let lines = LogLines()
        let gate = RateLimitGate("token", storage: storage, logger: lines.logger)
        try await storage.setGate("token", to: GateState(closedUntil: start + 5000, reason: .primary, streak: 0))
        storage.fails = true
        await gate.load()
        #expect(lines.errors == ["the rate limit gate was not read"])
        #expect(gate.closedUntil(at: start) == nil)
        storage.fails = false
        await gate.load()
        #expect(gate.closedUntil(at: start) == start + 5000)
    }

    @Test(arguments: [
        (GateState.Reason.secondary, [60, 120, 240, 480, 960, 1920, 3600, 3600]),
        (.unauthorized, [60, 120, 240, 480, 900, 900]),
    ])
    func `where GitHub does not say how long, the wait doubles`(reason: GateState.Reason, waits: [Int64]) async {
        let gate = gate()
        var now = start
        for wait in waits {
            await gate.record(.refused(reason, until: nil), at: now)
            // What was under way at the same time says the same, and counts once.
            await gate.record(.refused(reason, until: nil), at: now + 10)
            #expect(gate.closedUntil(at: now + 10) == now + .seconds(wait))
            now = now + .seconds(wait)
        }
        // Something that breaks proves nothing.
        await gate.record(.silent, at: now)
        #expect(gate.unopened != nil)
        await gate.record(.open, at: now)
        #expect(gate.unopened == nil)
        await gate.record(.refused(reason, until: nil), at: now)
        // Accepted credentials begin anew. Of the secondary limit one good answer says nothing: hours without it do.
        let wait = reason == .unauthorized ? 60 : waits.last ?? 0
        #expect(gate.closedUntil(at: now) == now + .seconds(wait))
        now = now + .seconds(wait + 2 * 3600)
        await gate.record(.open, at: now)
        await gate.record(.refused(reason, until: nil), at: now)
        #expect(gate.closedUntil(at: now) == now + .seconds(60))
    }

    @Test func `what was answered before the storage was read is newer`() async throws {
        try await storage.setGate("token", to: GateState(closedUntil: start + 1000, reason: .primary, streak: 0))
        let gate = gate()
        await gate.record(.refused(.secondary, until: start + 9000), at: start)
        await gate.load()
        #expect(gate.closedUntil(at: start) == start + 9000)
    }
}

extension RateLimitGate {
    fileprivate func closedUntil(at now: Timestamp) -> Timestamp? {
        closure(at: now)?.until
    }
}
