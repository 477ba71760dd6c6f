import Foundation
import HTTPAPI
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JobStore
import Jobs
import Logging
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import Dashboard

/// All pages, on an empty store of their own, at a time that only the test moves.
struct Site: Sendable {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    static let readToken = AccessToken()
    static let operatorToken = AccessToken()
    static let enqueueToken = AccessToken()
    static let tokens = TokenList([
        TokenEntry(readToken, of: Caller(name: "reader", scopes: [.read])),
        TokenEntry(operatorToken, of: Caller(name: "the.operator", scopes: [.read, .operate])),
        TokenEntry(enqueueToken, of: Caller(name: "poster", scopes: [.enqueue])),
    ])

    let store: SQLiteStore
    let clock = ManualClock()
    let dashboard: Dashboard
    private let routes: Routes
    let gate = Gate()
    let cancelled = Cancelled()
    private let directory: TemporaryDirectory

    var database: String { directory.file("hookme.db") }

    /// - Parameter other: whose database and clock it takes over, as after a restart.
    init(
        tokens: TokenList = TokenList(), isLoopbackOnly: Bool = true, requestsPerMinute: Int? = nil,
        salt: String = "salt", from other: Site? = nil
    ) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        store = try other?.store ?? SQLiteStore(path: directory.file("hookme.db"))
        let now: WallClock = { [clock = other?.clock ?? clock] in clock.now }
        let authentication = Authentication(tokens: tokens, requestsPerMinute: requestsPerMinute, now: now)
        dashboard = Dashboard(
            Facts(
                store: store, now: now, budgets: { [gate] now in [gate.status(at: now)] },
                collectionClosure: { [gate] in gate.closure(at: $0) }, workers: { (2, 16) }
            ),
            authentication: authentication, isLoopbackOnly: isLoopbackOnly, sessionSalt: salt,
            jobCancelled: cancelled.note
        )
        routes = Routes(
            store: store, scheduleInterval: 0, authentication: authentication, now: now,
            jobQueued: { _ in }
        )
    }

    var front: Application<RouterResponder<APIContext>> {
        Application(router: routes.router(pages: dashboard.add), logger: Self.silent)
    }

    func get(_ path: String, cookie: String? = nil, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, cookie: cookie, headers, body: nil)
    }

    func post(
        _ path: String, _ form: [String: String] = [:], cookie: String? = nil, _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        let body = form.map { "\($0)=\(FormValues.encoded([("", $1)]).dropFirst())" }.joined(separator: "&")
        return try await send(.post, path, cookie: cookie, headers, body: body)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, cookie: String?, _ headers: HTTPFields, body: String?
    ) async throws -> Answer {
        var headers = headers
        headers[.cookie] = cookie
        let response = try await front.test(.router) { [headers] client in
            try await client.executeRequest(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            )
        }
        return Answer(response)
    }

    /// Signs in, and returns the session's cookie.
    func session(_ token: AccessToken) async throws -> String {
        let answer = try await post("/dashboard/sign-in", ["token": token.text])
        #expect(answer.status == 303)
        return try #require(answer.cookie("hookme_session"))
    }

    /// What the forms of a visitor carry.
    func formToken(cookie: String? = nil, at path: String = "/dashboard/queue/pause") async throws -> String {
        let page = try await get(path, cookie: cookie)
        return String(try #require(page.body.firstMatch(of: /name="form" value="([^"]+)"/)).1)
    }

    /// Does what a page's form does.
    func confirm(
        _ path: String, _ form: [String: String] = [:], cookie: String? = nil, _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        let token = try await formToken(cookie: cookie)
        return try await post(path, form.merging(["form": token]) { $1 }, cookie: cookie, headers)
    }

    @discardableResult
    func add(_ repository: String = "Hello-World", to destination: Destination = .default) async throws -> JobID {
        let job = NewJob(
            name: try .fixture(repository), destination: destination, runAt: clock.now, createdAt: clock.now)
        guard case .created(let job) = try await store.enqueue(job, liveLimit: nil) else { throw Unexpected() }
        return job.id
    }

    func claim() async throws -> Claim {
        try #require(try await store.claim(limit: 1, at: clock.now).first)
    }

    /// A job that has come to its end.
    @discardableResult
    func finish(
        _ repository: String = "Hello-World", _ outcome: Outcome = .complete, payload: String = "{}",
        answer: String? = nil
    ) async throws -> JobID {
        let id = try await add(repository)
        let claim = try await claim()
        try await store.freeze(FrozenPayload(body: payload, collectedAt: clock.now), for: claim)
        var report = AttemptReport.fixture(stage: .deliver, at: clock.now)
        report.answer = answer
        try await store.record(outcome, report: report, of: claim, at: clock.now)
        return id
    }

    func state(_ id: JobID) async throws -> JobState? {
        try await store.job(id)?.state
    }
}

struct Unexpected: Error {}

/// What a page answered.
struct Answer {
    var status: Int
    var headers: HTTPFields
    var body: String

    init(_ response: TestResponse) {
        (status, headers, body) = (response.status.code, response.headers, String(buffer: response.body))
    }

    /// As the browser sends it back; nil where it is not set.
    func cookie(_ name: String) -> String? {
        setCookie(name).map { String($0.prefix { $0 != ";" }) }
    }

    /// The whole header.
    func setCookie(_ name: String) -> String? {
        headers[values: .setCookie].first { $0.hasPrefix("\(name)=") }
    }
}

/// What keeps requests to GitHub back.
final class Gate: Sendable {
    private let state = Mutex<GateClosure?>(nil)

    func close(until: Timestamp, _ reason: GateState.Reason) {
        state.withLock { $0 = GateClosure(until: until, reason: reason) }
    }

    func closure(at now: Timestamp) -> GateClosure? {
        state.withLock { $0 }.flatMap { $0.until > now ? $0 : nil }
    }

    func status(at now: Timestamp) -> BudgetStatus {
        let closure = closure(at: now)
        return BudgetStatus(
            resource: "core", limit: 5000, remaining: closure == nil ? 4321 : 0, resetAt: closure?.until,
            closure: closure
        )
    }
}

/// Remembers every job that was said to be cancelled.
final class Cancelled: Sendable {
    private let jobs = Mutex<[JobID]>([])

    var all: [JobID] { jobs.withLock { $0 } }

    @Sendable func note(_ id: JobID) {
        jobs.withLock { $0.append(id) }
    }
}
