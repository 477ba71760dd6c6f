import HTTPTypes
import JobStore
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

/// Posts that wait for one commit, and how they are answered when it cannot be.
@Suite(.timeLimit(.minutes(1)))
struct SharedFateTests {
    private let api: API

    init() throws {
        api = try API()
    }

    private func postTogether(_ names: [String]) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            try await api.holdingWriter { waitingCount in
                for name in names { group.addTask { try await send(name) } }
                while waitingCount() < names.count { await Task.yield() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func send(_ name: String) async throws -> Answer {
        try await api.send(.post, "/tasks", body: #"{"username":"octocat","repository":"\#(name)"}"#)
    }

    private func expectRefusal(_ answer: Answer, _ reason: String) throws {
        #expect(answer.status == 503)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.headers[.retryAfter] == "1")
        let detail = "the store is unavailable: \(reason)"
        #expect(try answer.decoded() == ProblemBody(.storeUnavailable, detail))
    }

    @Test func `when their commit fails none is accepted, and the next ones are`() async throws {
        // A row without its job for each new job, which SQLite notices not before the commit.
        _ = try await sqlite3(
            api.database,
            """
            CREATE TABLE orphans (job INTEGER REFERENCES jobs (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER break_commit AFTER INSERT ON jobs BEGIN INSERT INTO orphans VALUES (-1); END;
            """
        )
        let names = (0..<40).map { "r\($0)" }
        for answer in try await postTogether(names) {
            try expectRefusal(answer, "the database refuses the change: FOREIGN KEY constraint failed")
        }
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
        #expect(try await sqlite3(api.database, "SELECT count(*) FROM jobs") == "0")
        #expect(api.rings.all.isEmpty)

        _ = try await sqlite3(api.database, "DROP TRIGGER break_commit")
        #expect(try await postTogether(names).map(\.status) == names.map { _ in 202 })
        #expect(try await api.store.counts()[.queued] == 40)
    }

    @Test func `one that comes while too many wait is refused, and accepted later`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await api.holdingWriter { waitingCount in
                for number in 0..<api.writerCapacity {
                    group.addTask {
                        _ = try await api.store.enqueue(.fixture("r\(number)", at: api.clock.now), liveLimit: nil)
                    }
                }
                while waitingCount() < api.writerCapacity { await Task.yield() }

                let answers = Mutex<[Answer]>([])
                group.addTask {
                    let answer = try await send("one-more")
                    answers.withLock { $0.append(answer) }
                }
                // Answered while the writer is still held; what is not refused would wait as well.
                while answers.withLock(\.isEmpty), waitingCount() <= api.writerCapacity { await Task.yield() }
                let first = answers.withLock(\.first)
                let answer = try #require(first, "the post waits with the others")
                try expectRefusal(answer, "too many writes wait for the database")
            }
            try await group.waitForAll()
        }
        #expect(try await send("one-more").status == 202)
        #expect(try await api.store.counts()[.queued] == api.writerCapacity + 1)
        #expect(api.rings.all.count == 1)
    }
}
