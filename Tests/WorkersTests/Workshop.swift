import Aggregation
import AsyncHTTPClient
import GitHub
import JobStore
import Jobs
import Logging
import Loopback
import Outbound
import ServiceLifecycleTestKit
import TestSupport
import Testing
import Tracing
import Webhooks
import Workers

/// Everything that a job meets on its way: a real store, stand-ins for GitHub and a receiver, and real HTTP.
///
/// The time is the test's. Retries wait 5 s, three of them, without jitter.
struct Workshop: Sendable {
    let store: WatchedStore
    let clock: ManualClock
    let github: LoopbackGitHub
    let receiver: LoopbackReceiver
    let executor: JobExecutor
    let dispatcher: Dispatcher
    let log = LogLines()
    /// The file, for the `sqlite3` of an operator.
    let database: String
    /// Where the default destination is.
    let webhook: String

    /// Opens an empty workshop whose GitHub has `octocat/Hello-World` and `octocat/r0` to `octocat/r19`.
    static func open<Result>(
        workers: Int = 4, workersPerDestination: Int? = nil, grace: Duration = .seconds(30), webhook: String? = nil,
        webhookTimeout: Milliseconds = 15_000, tracer: (any Tracer)? = nil,
        _ body: (Workshop) async throws -> Result
    ) async throws -> Result {
        let directory = try TemporaryDirectory()
        let store = WatchedStore(try SQLiteStore(path: directory.file("hookme.db")))
        let names = ["Hello-World"] + (0..<20).map { "r\($0)" }
        let repositories = names.enumerated().map { id, name in
            GitHubRepository.sample(id: id + 1, name: name, issues: 2, contributors: 0)
        }
        let github = LoopbackGitHub(repositories: repositories, budget: nil)
        let receiver = LoopbackReceiver()
        return try await github.serve { api in
            try await receiver.serve { url in
                try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
                    let workshop = Workshop(
                        store, github, receiver, OutboundClient(http), api: api, webhook: webhook ?? url,
                        webhookTimeout, workers,
                        workersPerDestination, grace,
                        database: directory.file("hookme.db"),
                        ownDestinations: GuardedClient(DestinationPolicy(try AllowList("127.0.0.1"))), tracer: tracer
                    )
                    return try await body(workshop)
                }
            }
        }
    }

    private init(
        _ store: WatchedStore, _ github: LoopbackGitHub, _ receiver: LoopbackReceiver, _ http: OutboundClient,
        api: String, webhook: String, _ webhookTimeout: Milliseconds, _ workers: Int, _ workersPerDestination: Int?,
        _ grace: Duration,
        database: String,
        ownDestinations: GuardedClient, tracer: (any Tracer)?
    ) {
        let clock = ManualClock(start)
        let now: WallClock = { clock.now }
        let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let client = GitHubClient(
            http: http,
            configuration: GitHubConfiguration(baseURL: api, timeout: 10_000, userAgent: "hookme-tests"),
            credentials: NoCredentials(), storage: MemoryStorage(), now: now, logger: silent
        )
        (self.store, self.clock, self.github, self.receiver) = (store, clock, github, receiver)
        (self.database, self.webhook) = (database, webhook)
        executor = JobExecutor(
            store: store,
            aggregator: Aggregator(github: client, now: now),
            sender: WebhookSender(
                http: http, ownDestinations: ownDestinations, defaultURL: webhook, timeout: webhookTimeout,
                userAgent: "hookme-tests"
            ),
            retryPolicy: RetryPolicy(maxRetries: 3, base: 5000, cap: 5000, backoff: .constant),
            now: now, jitter: { 0 }, logger: log.logger, tracer: tracer
        )
        dispatcher = Dispatcher(
            store: store, executor: executor, workers: workers,
            workersPerDestination: workersPerDestination, grace: grace,
            collectionClosedUntil: { client.closure(at: $0)?.until }, now: now, logger: log.logger
        )
    }
}

extension Workshop {
    /// Enqueues a task behind the dispatcher's back.
    @discardableResult
    func add(
        _ repository: String = "Hello-World", to destination: Destination = .default, dueIn wait: Milliseconds = 0
    ) async throws -> JobID {
        let moment = clock.now
        let job = NewJob(
            name: try .fixture(repository), destination: destination, runAt: moment + wait, createdAt: moment
        )
        guard case .created(let created) = try await store.enqueue(job, liveLimit: nil) else { throw NotCreated() }
        return created.id
    }

    /// Enqueues a due task and claims it.
    func addAndClaim() async throws -> Claim {
        try await add()
        return try await claim()
    }

    func claim() async throws -> Claim {
        try #require(try await store.claim(limit: 1, at: clock.now).first)
    }

    func job(_ id: JobID) async throws -> Job {
        try #require(try await store.job(id))
    }

    /// Runs the dispatcher while `body` runs, and returns when it has shut down gracefully after that.
    @discardableResult
    func dispatch<Value: Sendable>(
        _ body: @Sendable (_ shutDown: @Sendable () -> Void) async throws -> Value
    ) async throws -> Value {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await dispatcher.run() }
                let value = try await body(trigger.triggerGracefulShutdown)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
                return value
            }
        }
    }

    private struct NotCreated: Error {}
}
