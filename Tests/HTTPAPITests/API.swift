import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JobStore
import Jobs
import Logging
import NIOCore
import Outbound
import Synchronization
import TestSupport
import Testing
import Tracing

/// The whole API on an empty store of its own, at a time that only the test moves.
struct API {
    static let scheduleInterval: Milliseconds = 10_800
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    let store: any Store
    let clock = ManualClock()
    /// What `jobQueued` was told, in order.
    let rings = Rings()
    /// What keeps requests to GitHub back.
    let gate = Gate()
    let routes: Routes
    private let directory: TemporaryDirectory

    var database: String { directory.file("hookme.db") }

    /// - Parameters:
    ///   - allowed: as WEBHOOK_ALLOW.
    ///   - directory: where its database is, or was.
    init(
        liveLimit: Int? = nil, allowed: String = "", tokens: TokenList = TokenList(), requestsPerMinute: Int? = nil,
        tracer: (any Tracer)? = nil, in directory: TemporaryDirectory? = nil
    ) throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        store = try SQLiteStore(path: directory.file("hookme.db"))
        routes = Routes(
            store: store, scheduleInterval: Self.scheduleInterval, liveLimit: Replaceable(liveLimit),
            authentication: Authentication(
                tokens: tokens, requestsPerMinute: requestsPerMinute, now: { [clock] in clock.now }
            ),
            destinations: DestinationPolicy(try AllowList(allowed)), now: { [clock] in clock.now },
            collectionClosure: { [gate] now in gate.closure.flatMap { $0.until > now ? $0 : nil } },
            githubRefusal: { [gate] _ in gate.closure.flatMap { $0.reason == .unauthorized ? $0 : nil } },
            tracer: tracer, jobQueued: rings.note, jobCancelled: rings.noteCancelled
        )
    }

    /// On a store of which every verb throws `error`.
    init(storeFailsWith error: StoreError) throws {
        directory = try TemporaryDirectory()
        store = FailingStore(error: error)
        routes = Routes(
            store: store, scheduleInterval: Self.scheduleInterval, now: { [clock] in clock.now },
            jobQueued: rings.note
        )
    }

    /// Sends one request through the router, with a token.
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, token: String, key: String? = nil
    ) async throws -> Answer {
        try await send(method, path, body: body, authorization: "Bearer \(token)", keys: key.map { [$0] } ?? [])
    }

    /// Sends one request through the router.
    ///
    /// - Parameter keys: one `Idempotency-Key` each.
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, contentType: String? = nil,
        authorization: String? = nil, keys: [String] = [], ifNoneMatch: String? = nil, traceparent: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        let keyName = try #require(HTTPField.Name("Idempotency-Key"))
        for key in keys { headers.append(HTTPField(name: keyName, value: key)) }
        headers[.contentType] = contentType
        headers[.authorization] = authorization
        headers[.ifNoneMatch] = ifNoneMatch
        if let traceparent { headers[try #require(HTTPField.Name("traceparent"))] = traceparent }
        let front = Application(router: routes.router(), logger: Self.silent)
        let response = try await front.test(.router) { [headers] client in
            try await client.executeRequest(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            )
        }
        return Answer(response)
    }

    /// Posts a task, and expects that it is accepted or known.
    @discardableResult
    func post(_ repository: String = "Hello-World") async throws -> TaskBody {
        let answer = try await send(.post, "/tasks", body: #"{"username":"octocat","repository":"\#(repository)"}"#)
        return try answer.decoded()
    }

    func show(_ id: Int64) async throws -> TaskBody {
        try await send(.get, "/tasks/\(id)").decoded()
    }

    /// Posts a task, whose job collects and is delivered.
    @discardableResult
    func finish(_ repository: String = "Hello-World", _ outcome: Outcome = .complete) async throws -> TaskBody {
        let task = try await post(repository)
        let claim = try await claim()
        try await store.freeze(.fixture, for: claim)
        try await store.record(outcome, report: .fixture(at: clock.now), of: claim, at: clock.now)
        return task
    }

    /// Claims the one job that is due when the schedule interval is over.
    func claim() async throws -> Claim {
        clock.advance(by: Self.scheduleInterval)
        return try #require(try await store.claim(limit: 1, at: clock.now).first)
    }

    /// Claims the job and records what its attempt decided.
    func claimAndRecord(_ outcome: Outcome) async throws {
        let claim = try await claim()
        try await store.record(outcome, report: .fixture(at: clock.now), of: claim, at: clock.now)
    }
}

/// What keeps requests to GitHub back.
final class Gate: Sendable {
    private let state = Mutex<GateClosure?>(nil)

    var closure: GateClosure? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Remembers every job that was said to be queued, or cancelled.
final class Rings: Sendable {
    private let moments = Mutex<[Timestamp]>([])
    private let jobs = Mutex<[JobID]>([])

    var cancelled: [JobID] {
        jobs.withLock { $0 }
    }

    @Sendable func noteCancelled(_ id: JobID) {
        jobs.withLock { $0.append(id) }
    }

    var all: [Timestamp] {
        moments.withLock { $0 }
    }

    @Sendable func note(_ runAt: Timestamp) {
        moments.withLock { $0.append(runAt) }
    }
}
