import Synchronization
import Testing

@testable import JobStore

@Suite(.timeLimit(.minutes(1)))
struct DoorbellTests {
    private let bell = Doorbell()
    private let long = Duration.seconds(3600)

    @Test func `a ring before the wait is kept for it`() async {
        bell.ring()
        #expect(await bell.wait(atMost: long))
    }

    @Test func `many rings are one`() async {
        for _ in 0..<5 { bell.ring() }
        #expect(await bell.wait(atMost: long))
        #expect(await !bell.wait(atMost: .milliseconds(1)))
    }

    @Test func `a ring ends the wait`() async {
        async let hasRung = bell.wait(atMost: long)
        bell.ring()
        #expect(await hasRung)
    }

    @Test func `without a ring the wait ends with its time`() async {
        #expect(await !bell.wait(atMost: .milliseconds(5)))
        #expect(await !bell.wait(atMost: .zero))
    }

    @Test func `a wait that nobody rang leaves the next ring to the next wait`() async {
        #expect(await !bell.wait(atMost: .milliseconds(1)))
        bell.ring()
        #expect(await bell.wait(atMost: long))
    }

    @Test func `cancellation ends the wait`() async {
        let hasRung = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await bell.wait(atMost: long) }
            group.cancelAll()
            return await group.next()
        }
        #expect(hasRung == false)
    }

    /// A waiter that missed the last ring would wait for an hour.
    @Test func `no ring is lost, however close it comes to a wait`() async {
        let rounds = 3000
        let rings = Count()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<rounds {
                    rings.add()
                    bell.ring()
                    if Bool.random() { await Task.yield() }
                }
            }
            group.addTask {
                while rings.value < rounds { #expect(await bell.wait(atMost: long)) }
            }
        }
        #expect(rings.value == rounds)
    }

    @Test func `no ring is lost that comes as the time ends`() async {
        for _ in 0..<2000 {
            async let inTime = bell.wait(atMost: .microseconds(50))
            await Task.yield()
            bell.ring()
            if await !inTime { #expect(await bell.wait(atMost: long)) }
        }
    }
}

private final class Count: Sendable {
    private let count = Mutex(0)

    var value: Int {
        count.withLock { $0 }
    }

    func add() {
        count.withLock { $0 += 1 }
    }
}
