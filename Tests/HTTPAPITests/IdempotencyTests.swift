import Foundation
import HTTPTypes
import JobStore
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

/// A request with an `Idempotency-Key` is done once, however often it comes.
@Suite(.timeLimit(.minutes(1)))
struct IdempotencyTests {
    private static let task = #"{"username":"octocat","repository":"a"}"#
    private static let other = #"{"username":"octocat","repository":"b"}"#
    private static let batch = #"{"tasks":[{"username":"octocat","repository":"a"},5]}"#

    private let api: API

    init() throws {
        api = try API()
    }

    private func post(
        _ body: String = task, key: String = "k", path: String = "/tasks", to other: API? = nil
    ) async throws -> Answer {
        try await (other ?? api).send(.post, path, body: body, keys: [key])
    }

    private func expectSame(_ answer: Answer, as first: Answer) {
        #expect(answer.status == first.status && answer.body == first.body)
        #expect(answer.headers[.location] == first.headers[.location])
        #expect(answer.headers[.contentType] == "application/json")
    }

    private func keysKept() async throws -> Int? {
        Int(try await sqlite3(api.database, "SELECT count(*) FROM idempotency_keys"))
    }

    @Test func `who repeats a request gets the first answer again, whatever became of the job`() async throws {
        let first = try await post()
        #expect(first.status == 202 && first.headers[.location] == "/tasks/1")
        api.clock.advance(by: 5)
        expectSame(try await post(), as: first)
        try await api.claimAndRecord(.complete)
        expectSame(try await post(), as: first)
        #expect(try await api.store.counts().values.reduce(0, +) == 1)
        #expect(api.rings.all.count == 1)
        // Without the key it is a new task.
        #expect(try await api.send(.post, "/tasks", body: Self.task).headers[.location] == "/tasks/2")
    }

    @Test func `the answer that the job was live already is repeated too`() async throws {
        let live = try await api.post("a")
        let first = try await post()
        #expect(first.status == 200)
        #expect(try first.decoded() == live)
        try await api.claimAndRecord(.complete)
        expectSame(try await post(), as: first)
    }

    @Test func `a batch is repeated as a whole`() async throws {
        let first = try await post(Self.batch, path: "/tasks/batch")
        #expect(first.status == 200 && first.headers[.location] == nil)
        #expect(first.body.contains(#""status":202"#) && first.body.contains(#""status":422"#))
        try await api.claimAndRecord(.complete)
        expectSame(try await post(Self.batch, path: "/tasks/batch"), as: first)
        #expect(try await api.store.counts().values.reduce(0, +) == 1)
    }

    @Test func `a key stands for one request only`() async throws {
        _ = try await post()
        let detail = "this Idempotency-Key belongs to another request; take a new one"
        let again = try await post(Self.other)
        #expect(again.status == 422)
        #expect(try again.decoded() == ProblemBody(.keyReused, detail))
        #expect(try await post(Self.task + " ").status == 422)
        #expect(try await post(path: "/tasks/batch").status == 422)
        #expect(try await post(Self.other, key: "K").status == 202)
        #expect(try await api.store.counts()[.queued] == 2)
    }

    @Test func `while the first request is under way its repetition has to wait`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await api.holdingWriter { waitingCount in
                group.addTask {
                    let first = try await post()
                    #expect(first.status == 202)
                }
                while waitingCount() < 1 { await Task.yield() }
                for body in [Self.task, Self.other] {
                    let answers = Mutex<[Answer]>([])
                    group.addTask {
                        let answer = try await post(body)
                        answers.withLock { $0.append(answer) }
                    }
                    // What is not refused waits as well.
                    while answers.withLock(\.isEmpty), waitingCount() < 2 { await Task.yield() }
                    let last = answers.withLock(\.last)
                    let again = try #require(last, "it waits with the first one")
                    #expect(again.status == 409 && again.headers[.retryAfter] == "1")
                    let detail = "the first request with this Idempotency-Key is still under way"
                    #expect(try again.decoded() == ProblemBody(.keyInUse, detail))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await post().headers[.location] == "/tasks/1")
        #expect(try await api.store.counts()[.queued] == 1)
    }

    @Test(arguments: [
        ["\"abc\"", "abc"], [#""a\"b\\c""#, #"a"b\c"#], [String(repeating: "x", count: 255)],
        [#"a"b"#, #""a\"b""#], [",;=?0", #"",;=?0""#],
    ])
    func `a key may stand in quotation marks or not`(ways: [String]) async throws {
        let first = try await post(key: ways[0])
        #expect(first.status == 202)
        expectSame(try await post(key: ways.last ?? ""), as: first)
        try await api.claimAndRecord(.complete)
        expectSame(try await post(key: ways.last ?? ""), as: first)
    }

    @Test(arguments: [
        [""], ["\"\""], ["\""], ["\"abc"], ["\"a\"b\""], ["\"a\\\""], [#""a\n""#], ["a b"], ["\"a b\""], ["schlüssel"],
        [String(repeating: "x", count: 256)], ["a", "b"], ["a", "a"],
    ])
    func `what is no key is refused`(keys: [String]) async throws {
        for (path, body) in [("/tasks", Self.task), ("/tasks/batch", Self.batch)] {
            let answer = try await api.send(.post, path, body: body, keys: keys)
            let detail = "Idempotency-Key must be one string of 1 to 255 visible ASCII characters"
            #expect(try answer.decoded() == ProblemBody(.invalidKey, detail))
        }
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
    }

    @Test func `a request that was refused leaves no key`() async throws {
        let api = try API(liveLimit: 1)
        try await api.post("live")
        #expect(try await post("{", to: api).status == 400)
        #expect(try await post(#"{"username":"octocat","repository":"a","priority":7}"#, to: api).status == 422)
        #expect(try await post(to: api).status == 429)
        let refused = try await post(Self.batch, path: "/tasks/batch", to: api)
        #expect(refused.body.contains(#""status":429"#))
        let invalid = try await post(#"{"tasks":[5]}"#, path: "/tasks/batch", to: api)
        #expect(invalid.status == 200 && invalid.body.contains(#""status":422"#))
        #expect(try await sqlite3(api.database, "SELECT count(*) FROM idempotency_keys") == "0")
        try await api.claimAndRecord(.complete)
        #expect(try await post(to: api).status == 202)
    }

    @Test func `when the store fails neither job nor key is kept`() async throws {
        let failing = try API(storeFailsWith: .busy)
        #expect(try await post(to: failing).status == 503)
        _ = try await sqlite3(
            api.database,
            "CREATE TRIGGER refuse BEFORE INSERT ON idempotency_keys BEGIN SELECT raise(ABORT, 'no'); END;"
        )
        #expect(try await post().status == 503)
        #expect(try await post(Self.batch, path: "/tasks/batch").status == 503)
        #expect(try await api.store.counts().values.allSatisfy { $0 == 0 })
        #expect(api.rings.all.isEmpty)
        _ = try await sqlite3(api.database, "DROP TRIGGER refuse")
        #expect(try await post().status == 202)
        #expect(try await keysKept() == 1)
    }

    @Test func `each client has its own keys`() async throws {
        let tokens = [AccessToken(), AccessToken(), AccessToken()]
        let names = ["one", "two", "two"]
        let api = try API(
            tokens: TokenList(
                zip(tokens, names).map { TokenEntry($0, of: Caller(name: $1, scopes: [.enqueue])) }))
        let bodies = [Self.task, Self.other, Self.other]
        var answers: [Answer] = []
        for (token, body) in zip(tokens, bodies) {
            answers.append(try await api.send(.post, "/tasks", body: body, token: token.text, key: "k"))
        }
        #expect(answers.map(\.headers[.location]) == ["/tasks/1", "/tasks/2", "/tasks/2"])
        // Also a new token of the same name.
        #expect(answers.map(\.status) == [202, 202, 202])
    }

    @Test func `after a crash between the commit and the answer the repetition gets it`() async throws {
        let lost = try await answers(of: api)
        // What a crash would leave at this moment.
        let left = try TemporaryDirectory()
        for name in ["hookme.db", "hookme.db-wal"] {
            try FileManager.default.copyItem(
                atPath: URL(filePath: api.database).deletingLastPathComponent().appending(path: name).path,
                toPath: left.file(name)
            )
        }
        for (answer, first) in zip(try await answers(of: try API(in: left)), lost) { expectSame(answer, as: first) }
        #expect(try await sqlite3(left.file("hookme.db"), "SELECT count(*) FROM jobs") == "1")
    }

    private func answers(of api: API) async throws -> [Answer] {
        [try await post(to: api), try await post(Self.batch, key: "b", path: "/tasks/batch", to: api)]
    }
}
