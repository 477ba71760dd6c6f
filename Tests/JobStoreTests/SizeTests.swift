import Jobs
import TestSupport
import Testing

@testable import JobStore

/// How large the file is, and may be.
struct SizeTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    private func use(of store: SQLiteStore) async throws -> PageUse {
        try await store.writer.write { db in try PageUse(of: db) }
    }

    /// A job whose payload has so many bytes.
    private func finish(_ repository: String, payload bytes: Int, in store: SQLiteStore) async throws {
        let claim = try await store.addAndClaim(repository)
        let body = "{" + String(repeating: " ", count: bytes) + "}"
        try await store.freeze(FrozenPayload(body: body, collectedAt: start), for: claim)
        try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
    }

    @Test func `what is free goes back in steps, but for what is soon needed again`() async throws {
        let store = try SQLiteStore(path: path)
        for number in 0..<4 { try await finish("r\(number)", payload: 8 << 20, in: store) }
        #expect(try await store.giveBack(pages: 100) == 0)
        while try await store.prunePayloads(finishedBefore: .distantFuture, limit: 9) > 0 {}
        let before = try await use(of: store)
        #expect(before.free > 8000)
        let given = try await store.giveBack(pages: 100)
        // And now and then one that says where the others are.
        let left = try await use(of: store).all
        #expect((before.all - 101...before.all - 100).contains(left) && given == before.all - left)
        while try await store.giveBack(pages: 1000) > 0 {}
        let after = try await use(of: store)
        #expect(after.free == 1024 && after.usedBytes > before.usedBytes - 20 * 4096)
        #expect(try await sqlite3(path, "PRAGMA integrity_check") == "ok")
    }

    @Test func `a file that cannot give anything back is not asked for ever`() async throws {
        do { try SQLiteStore(path: path).close() }
        _ = try await sqlite3(path, "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM")
        let store = try SQLiteStore(path: path)
        try await finish("large", payload: 24 << 20, in: store)
        #expect(try await store.prunePayloads(finishedBefore: .distantFuture, limit: 9) == 1)
        #expect(try await use(of: store).free > 4000)
        #expect(try await store.giveBack(pages: 100) == 0)
    }

    @Test func `at its limit it accepts no task, and does all else, until something is deleted`() async throws {
        let store = try SQLiteStore(path: path, maxBytes: 2 << 20)
        try await finish("large", payload: 2 << 20, in: store)
        await #expect(throws: StoreError.atMaxBytes) { try await store.add("refused") }
        await #expect(throws: StoreError.atMaxBytes) { try await store.checkWritable() }
        await #expect(throws: StoreError.atMaxBytes) {
            try await store.enqueue([.fixture("refused", at: start)], liveLimit: nil, keeping: nil)
        }
        #expect(try await store.redeliver(JobID(1), at: start).get().state == .queued)
        let claim = try #require(try await store.claim(limit: 1, at: start).first)
        try await store.record(.complete, report: .fixture(at: start), of: claim, at: start)
        #expect(try await store.prunePayloads(finishedBefore: .distantFuture, limit: 9) == 1)
        #expect(try await store.add("accepted").state == .queued)
    }

    @Test func `it knows of its limit from its start`() async throws {
        do {
            let store = try SQLiteStore(path: path)
            try await finish("large", payload: 2 << 20, in: store)
            try store.close()
        }
        let store = try SQLiteStore(path: path, maxBytes: 2 << 20)
        await #expect(throws: StoreError.atMaxBytes) { try await store.add("refused") }
    }
}
