import Aggregation
import AsyncHTTPClient
import CoreMetrics
import Dashboard
import Foundation
import GitHub
import HTTPAPI
import Hummingbird
import JobStore
import Jobs
import Logging
import NIOCore
import Outbound
import Prometheus
import ServiceLifecycle
import Tracing
import UnixSignals
import Webhooks
import Workers

/// The composition root: builds everything in the order of its dependencies, runs it, and takes it down in reverse.
enum Services {
    /// Runs the daemon until it is told to stop. Returns after everything that ran is recorded and the database is closed.
    ///
    /// - Parameters:
    ///   - socket: where to listen; nil: on HOST and PORT.
    ///   - read: reads the settings anew, for a reload.
    static func run(
        _ settings: Settings, _ socket: InheritedSocket?, read: @escaping @Sendable () async throws -> Settings
    ) async throws {
        Reload.ignoreSignalsForNow()
        let level = Replaceable(settings.logLevel)
        let logger = Logger(label: "hookme") { _ in LineLogHandler(format: settings.logFormat, level: level) }
        let startedAt = Timestamp.now()
        let metrics = Registry(MetricFamilies.all)
        // For what libraries count, which know of no other way. Ours is handed on.
        MetricsSystem.bootstrap(metrics)
        let store = try open(settings, metrics)
        let outbound = HTTPClient.apart(configuration: .outbound())
        let webhooks = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings.webhookClient)
        do {
            let recovery = try await recover(store, logger)
            let github = try await GitHubClient(settings, store, OutboundClient(outbound), logger, metrics)
            await github.load()
            // Perhaps as somebody else than before. Whose budget is still spent learns that from GitHub's first answer.
            if github.closure(at: .now()) == nil { try await store.endRateLimits(at: .now()) }
            let sender = WebhookSender(settings, webhooks, metrics)
            let dispatcher = dispatcher(settings, store, github, sender, logger, metrics)
            let scrape = Scrape(
                registry: metrics, store: store, github: github, dispatcher: dispatcher, workers: settings.workers,
                recovery: recovery, startedAt: startedAt, now: Timestamp.now
            )
            let live = Live(settings, level: level, github: github, sender: sender)
            let parts = Parts(store: store, github: github, dispatcher: dispatcher, scrape: scrape, live: live)
            let systemd = SystemdNotify()
            let reload = Reload(settings: settings, read: read, apply: live.take, systemd: systemd, logger: logger)
            try await serve(settings, socket, parts, reload, systemd, logger)
        } catch {
            try await outbound.shutdown()
            try await webhooks.shutdown()
            throw failure(error, settings)
        }
        try await outbound.shutdown()
        try await webhooks.shutdown()
        try store.close()
        logger.notice("stopped")
    }

    private static func open(_ settings: Settings, _ metrics: Registry) throws -> SQLiteStore {
        do {
            return try SQLiteStore(
                path: settings.databasePath, holdPolicy: settings.holdPolicy,
                keepsFinishedPayloads: settings.retention.payloads != 0, checkpoints: settings.databaseCheckpoints,
                maxBytes: settings.databaseMaxBytes, metrics: metrics
            )
        } catch {
            throw Failure(error)
        }
    }

    private static func recover(_ store: SQLiteStore, _ logger: Logger) async throws -> Recovery {
        let recovery = try await store.recover(at: .now())
        guard !recovery.queued.isEmpty || !recovery.discarded.isEmpty else { return recovery }
        CrashPoint.recovered.pass()
        logger.notice(
            "recovered jobs of a dead process",
            metadata: ["queued": "\(recovery.queued.count)", "discarded": "\(recovery.discarded.count)"]
        )
        return recovery
    }

    /// Nil where nobody has bootstrapped one, as in hookme as it is shipped: then there are no spans at all.
    private static var tracer: (any Tracer)? {
        let tracer = InstrumentationSystem.tracer
        return tracer is NoOpTracer ? nil : tracer
    }

    private static func dispatcher(
        _ settings: Settings, _ store: SQLiteStore, _ github: GitHubClient, _ sender: WebhookSender, _ logger: Logger,
        _ metrics: Registry
    ) -> Dispatcher {
        let executor = JobExecutor(
            store: store,
            aggregator: Aggregator(github: github, limits: settings.limits, now: Timestamp.now),
            sender: sender,
            retryPolicy: settings.retryPolicy, logger: logger, metrics: metrics, tracer: tracer
        )
        return Dispatcher(
            store: store, executor: executor, workers: settings.workers,
            workersPerDestination: settings.workersPerDestination, grace: settings.shutdownGrace.duration,
            collectionClosedUntil: { github.closure(at: $0)?.until }, logger: logger
        )
    }

    /// Jobs run only once the port is ours, so that a daemon that cannot listen does nothing at all.
    private static func serve(
        _ settings: Settings, _ socket: InheritedSocket?, _ parts: Parts, _ reload: Reload, _ systemd: SystemdNotify,
        _ logger: Logger
    ) async throws {
        let dashboard = Dashboard(
            Facts(
                store: parts.store, budgets: parts.github.budgets, collectionClosure: parts.github.closure,
                workers: { (parts.dispatcher.busyWorkers, settings.workers) }
            ),
            authentication: parts.live.authentication, isLoopbackOnly: settings.isLoopbackOnly,
            sessionSalt: try await parts.store.sessionSalt(),
            jobQueued: parts.dispatcher.jobQueued, jobCancelled: parts.dispatcher.cancel
        )
        let routes = Routes(
            store: parts.store, scheduleInterval: settings.scheduleInterval, liveLimit: parts.live.liveLimit,
            authentication: parts.live.authentication,
            destinations: DestinationPolicy(settings.webhookAllow), collectionClosure: parts.github.closure,
            githubRefusal: parts.github.refusal, exposition: parts.scrape.exposition,
            budgets: parts.github.budgets, workers: { (parts.dispatcher.busyWorkers, settings.workers) },
            databaseBytes: { parts.store.fileBytes }, tracer: tracer,
            jobQueued: parts.dispatcher.jobQueued, jobCancelled: parts.dispatcher.cancel
        )
        var limits = settings.front
        limits.fit(into: Descriptors.raise())
        if limits.connections < settings.front.connections {
            logger.warning(
                "too few descriptors for HTTP_MAX_CONNECTIONS (ulimit -n)",
                metadata: ["connections": "\(limits.connections)"]
            )
        }
        let (listening, isListening) = AsyncStream.makeStream(of: Void.self)
        let front = front(
            settings, socket, routes.router(pages: dashboard.add), limits, parts.scrape.registry, logger
        ) { channel in
            isListening.finish()
            systemd.send("READY=1")
            logger.notice("ready", metadata: ["address": "\(address(of: channel))"])
        }
        let supervision = Supervision(
            systemd: systemd, lastProgress: { parts.dispatcher.lastProgress }, status: parts.scrape.statusLine,
            grace: settings.shutdownGrace
        )
        // Stopped in reverse: systemd hears of it, then nothing is claimed any more and what runs gets its grace; the front
        // goes on storing tasks until then, those who watch a page are sent away, and a client that will not finish its request does not hold it up for long.
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: front),
                .init(service: dashboard.hub),
                .init(service: AfterStart(of: listening, run: parts.dispatcher)),
                .init(service: supervision),
                .init(service: reload),
                .init(
                    service: Pruner(
                        store: parts.store, retention: settings.retention, logBytes: { parts.store.walBytes },
                        logger: logger
                    )),
            ],
            gracefulShutdownSignals: Self.stopSignals,
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = settings.shutdownGrace.duration + .seconds(5)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            logger.notice("clients that did not finish were cut off")
        }
    }

    private static func front(
        _ settings: Settings, _ socket: InheritedSocket?, _ router: Router<APIContext>, _ limits: FrontLimits,
        _ metrics: Registry, _ logger: Logger, onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> any Service {
        if let socket {
            return InheritedServer(
                descriptor: socket.descriptor, router: router, limits: limits, metrics: metrics, logger: logger,
                onServerRunning: onServerRunning
            )
        }
        return Application(
            router: router,
            server: .http1OnEventLoops(limits: limits, metrics: metrics),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                // Clients that wait to be accepted, as many as the kernel allows: those who come in a rush are not turned away.
                backlog: 4096
            ),
            onServerRunning: onServerRunning,
            logger: logger
        )
    }

    /// A terminal that is closed has its programs stopped by the signal that means a reload everywhere else.
    private static var stopSignals: [UnixSignal] {
        isatty(STDIN_FILENO) == 1 ? [.sigterm, .sigint, .sighup] : [.sigterm, .sigint]
    }

    /// As it stands in a URL.
    private static func address(of channel: any Channel) -> String {
        guard let address = channel.localAddress, let host = address.ipAddress, let port = address.port else {
            return ""
        }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func failure(_ error: any Error, _ settings: Settings) -> any Error {
        let place = "cannot listen on \(settings.host):\(settings.port)"
        return switch error {
        case let error as StoreError: Failure(error)
        case let error as IOError: Failure(.unavailable, "\(place): \(String(cString: strerror(error.errnoCode)))")
        case is SocketAddressError.UnknownHost: Failure(.unavailable, "\(place): no such host")
        default: error
        }
    }
}

/// What a daemon is made of.
private struct Parts {
    let store: SQLiteStore
    let github: GitHubClient
    let dispatcher: Dispatcher
    let scrape: Scrape
    let live: Live
}

/// Runs a service once another has started.
private struct AfterStart: Service, CustomStringConvertible {
    let description = "dispatcher"
    private let started: AsyncStream<Void>
    private let service: any Service

    init(of started: AsyncStream<Void>, run service: any Service) {
        self.started = started
        self.service = service
    }

    func run() async throws {
        for await _ in started.cancelOnGracefulShutdown() {}
        guard !Task.isShuttingDownGracefully else { return }
        try await service.run()
    }
}
