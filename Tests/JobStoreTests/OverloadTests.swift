import Jobs
import Synchronization
import TestSupport
import Testing

@testable import JobStore

@Suite(.timeLimit(.minutes(1)))
struct OverloadTests {
    @Test func `a task that comes while too many writes wait is refused at once, and they are done`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("hookme.db"))
        try await withThrowingTaskGroup(of: JobID.self) { group in
            let late = try await store.holdingWriter {
                for number in 0..<Writer.capacity { group.addTask { try await store.add("r\(number)").id } }
                while store.writer.waitingCount < Writer.capacity { await Task.yield() }

                // Refused while the writer is still held.
                let isRefused = Mutex(false)
                group.addTask {
                    do { return try await store.add("one-more").id } catch StoreError.overloaded {
                        isRefused.withLock { $0 = true }
                        return JobID(0)
                    }
                }
                // One that is not refused waits as well.
                while !isRefused.withLock(\.self), store.writer.waitingCount <= Writer.capacity { await Task.yield() }
                #expect(isRefused.withLock(\.self) && store.writer.waitingCount == Writer.capacity)
                // What a worker writes is taken all the same.
                let late = Task { try await store.claim(limit: 1, at: start) }
                while store.writer.waitingCount <= Writer.capacity { await Task.yield() }
                return late
            }
            #expect(try await late.value.count == 1)
            let ids = try await group.reduce(into: Set()) { $0.insert($1) }
            #expect(ids.subtracting([JobID(0)]).count == Writer.capacity)
        }
        try await store.add("one-more")
        #expect(try await store.counts()[.queued] == Writer.capacity)
    }

    @Test func `many tasks of one request count as many`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("hookme.db"))
        let requests = Writer.capacity / 1000 + 1
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await store.holdingWriter {
                for request in 0..<requests {
                    let jobs = try (0..<1000).map { try NewJob.fixture("r\(request)-\($0)", at: start) }
                    group.addTask { _ = try await store.enqueue(jobs, liveLimit: nil, keeping: nil) }
                    while store.writer.waitingCount <= request { await Task.yield() }
                }
                let refused = Mutex(0)
                let late = try NewJob.fixture("one-more", at: start)
                group.addTask {
                    do { _ = try await store.enqueue(late, liveLimit: nil) } catch StoreError.overloaded {
                        refused.withLock { $0 += 1 }
                    }
                    do { _ = try await store.enqueue([late], liveLimit: nil, keeping: nil) } catch StoreError.overloaded
                    {
                        refused.withLock { $0 += 1 }
                    }
                }
                // One that is not refused waits as well.
                while refused.withLock(\.self) < 2, store.writer.waitingCount <= requests { await Task.yield() }
                #expect(refused.withLock(\.self) == 2)
            }
            try await group.waitForAll()
        }
        #expect(try await store.counts()[.queued] == requests * 1000)
    }
}
