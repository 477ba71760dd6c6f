import JobStore
import Jobs
import Logging
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing

@testable import Workers

/// The clock is the test's: a sleep of the pruner ends when the test says so.
@Suite(.timeLimit(.minutes(1)))
struct PrunerTests {
    private let directory: TemporaryDirectory
    private let store: WatchedStore
    private let clock = ManualClock(start)
    private let naps = Naps()

    init() throws {
        directory = try TemporaryDirectory()
        store = WatchedStore(try SQLiteStore(path: directory.file("hookme.db")))
    }

    private func pruner(keepingFor payloads: Milliseconds?, jobs: [JobState: Milliseconds] = [:]) -> Pruner {
        Pruner(
            store: store, retention: Retention(payloads: payloads, jobs: jobs), now: { [clock] in clock.now },
            sleep: { [naps] in try await naps.sleep($0) },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// All at once, so that they share their commits.
    private func finish(_ count: Int) async throws {
        let now = clock.now
        try await withThrowingTaskGroup { group in
            for number in 0..<count {
                group.addTask {
                    let job = NewJob(name: try .fixture("r\(number)"), runAt: now, createdAt: now)
                    _ = try await store.enqueue(job, liveLimit: nil)
                }
            }
            try await group.waitForAll()
            for claim in try await store.claim(limit: count, at: now) {
                group.addTask {
                    try await store.freeze(.fixture, for: claim)
                    _ = try await store.record(.complete, report: .fixture(at: now), of: claim, at: now)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `it looks every minute and deletes what is too old, two hundred at most at a time`() async throws {
        try await finish(450)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: .seconds(3600)).run() }
                #expect(await naps.next() == .seconds(60))
                clock.advance(by: .seconds(3600))
                naps.wake()
                // Not a moment too early.
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.payload(of: JobID(1)) != nil)
                clock.advance(by: 1)
                var left = 450
                while left > 0 {
                    naps.wake()
                    #expect(await naps.next() == .milliseconds(100))
                    let kept = try await sqlite3(directory.file("hookme.db"), "SELECT count(*) FROM payloads")
                    let count = try #require(Int(kept))
                    // Fewer where a step has taken long.
                    #expect((max(0, left - 200)..<left).contains(count))
                    left = count
                }
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `what grows old meanwhile is left to the next look, so that there is an end of each`() async throws {
        try await finish(1)
        clock.advance(by: 1)
        try await finish(1)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: .seconds(3600)).run() }
                #expect(await naps.next() == .seconds(60))
                clock.advance(by: .seconds(3600))
                naps.wake()
                #expect(await naps.next() == .milliseconds(100))
                clock.advance(by: 1)
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.payload(of: JobID(1)) == nil)
                #expect(try await store.payload(of: JobID(2)) != nil)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `the history is kept before anything is deleted, and while it is`() async throws {
        try await finish(250)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: nil, jobs: [.completed: .seconds(3600)]).run() }
                #expect(await naps.next() == .seconds(60))
                clock.advance(by: .seconds(3601))
                naps.wake()
                #expect(await naps.next() == .milliseconds(100))
                #expect(try await store.countsHistory(of: 1, until: clock.now).first?[.completed] == 250)

                clock.advance(by: .seconds(60))
                let left = try await store.counts()[.completed]
                naps.wake()
                #expect(await naps.next() == .milliseconds(100))
                let counts = try await store.countsHistory(of: 2, until: clock.now)
                #expect(counts.map { $0[.completed] } == [250, left])
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `jobs go when their own state says so, and those of a state without a time stay`() async throws {
        try await finish(3)
        let queued = try await store.enqueue(.fixture("cancelled", at: clock.now), liveLimit: nil)
        guard case .created(let job) = queued else { return #expect(Bool(false), "\(queued)") }
        _ = try await store.cancel(job.id, at: clock.now)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: nil, jobs: [.completed: .seconds(3600)]).run() }
                #expect(await naps.next() == .seconds(60))
                clock.advance(by: .seconds(3600))
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.counts()[.completed] == 3)
                clock.advance(by: 1)
                naps.wake()
                #expect(await naps.next() == .milliseconds(100))
                #expect(try await store.counts()[.completed] == 0)
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.job(job.id)?.state == .cancelled)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `a write-ahead log that has become long is warned of at each look, until it is short`() async throws {
        let looks: [(bytes: Int64?, warnings: Int)] = [
            (nil, 0), (Pruner.longLog, 0), (Pruner.longLog + 1, 1), (1 << 40, 2), (0, 2),
        ]
        let bytes = Mutex<Int64?>(nil)
        let lines = LogLines()
        let pruner = Pruner(
            store: store, retention: Retention(payloads: nil, jobs: [:]), logBytes: { bytes.withLock(\.self) },
            now: { [clock] in clock.now }, sleep: { [naps] in try await naps.sleep($0) }, logger: lines.logger
        )
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner.run() }
                #expect(await naps.next() == .seconds(60))
                for (length, warnings) in looks {
                    bytes.withLock { $0 = length }
                    naps.wake()
                    #expect(await naps.next() == .seconds(60))
                    #expect(lines.warnings.count == warnings)
                }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: [nil, Milliseconds.seconds(172_800)])
    func `keys go after a day, also where payloads are kept for longer or for ever`(
        retention: Milliseconds?
    ) async throws {
        try await finish(1)
        let key = IdempotencyKey(client: "", key: "k")
        let keeping = AnswerKeeping(key: key, createdAt: clock.now) { _ in
            KeptAnswer(fingerprint: "f", status: 202, location: nil, body: "{}")
        }
        _ = try await store.enqueue([.fixture("a", at: clock.now)], liveLimit: nil, keeping: keeping)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: retention).run() }
                #expect(await naps.next() == .seconds(60))
                clock.advance(by: .seconds(86_400))
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.keptAnswer(key) != nil)
                clock.advance(by: 1)
                naps.wake()
                #expect(await naps.next() == .milliseconds(100))
                #expect(try await store.keptAnswer(key) == nil)
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.payload(of: JobID(1)) != nil)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func `a destination that has been well for ninety days is forgotten`() async throws {
        _ = try await store.hold(.default, at: start)
        _ = try await store.release(.default)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: nil).run() }
                #expect(await naps.next() == .seconds(60))
                clock.advance(by: .seconds(90 * 86_400))
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                #expect(try await store.status(of: .default) != nil)
                clock.advance(by: 1)
                naps.wake()
                #expect(await naps.next() == .milliseconds(100))
                #expect(try await store.status(of: .default) == nil)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: [(Milliseconds(0), 1), (.seconds(20), 20), (.seconds(86_400), 60)])
    func `it looks more often where payloads are kept for less than a minute`(
        retention: Milliseconds, seconds: Int
    ) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: retention).run() }
                #expect(await naps.next() == .seconds(seconds))
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: [WatchedStore.Verb.prunePayloads, .pruneKeys, .pruneDestinations, .giveBack])
    func `a store that is busy is asked again, and one that is broken ends it`(verb: WatchedStore.Verb) async throws {
        store.fail(verb, with: .busy, .broken("disk I/O error"))
        await #expect(throws: StoreError.broken("disk I/O error")) {
            try await withThrowingTaskGroup { group in
                group.addTask { try await pruner(keepingFor: .seconds(3600)).run() }
                #expect(await naps.next() == .seconds(60))
                naps.wake()
                #expect(await naps.next() == .seconds(60))
                naps.wake()
                try await group.waitForAll()
            }
        }
    }
}

/// Sleeps that a test ends.
private final class Naps: Sendable {
    private let begun: AsyncStream<Duration>
    private let begin: AsyncStream<Duration>.Continuation
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    init() {
        (begun, begin) = AsyncStream.makeStream()
        (ended, end) = AsyncStream.makeStream()
    }

    func sleep(_ duration: Duration) async throws {
        begin.yield(duration)
        for await _ in ended { return }
        throw CancellationError()
    }

    /// How long the next sleep is, once it has begun.
    func next() async -> Duration? {
        await begun.first { _ in true }
    }

    /// Ends the sleep under way.
    func wake() {
        end.yield()
    }
}
