package import JobStore
package import Jobs
package import Logging
import ServiceLifecycle
import Synchronization

/// Gives due jobs to workers: claims as many as there are free workers, starts each, and sleeps until the next is due.
///
/// It is woken by an enqueue that is due sooner, by a worker that becomes free, and by shutdown. Once a second it looks
/// whether another program (an operator's `sqlite3`) has changed the database, and then at what is due, and which of the running
/// jobs are cancelled; otherwise an idle dispatcher does nothing.
///
/// While GitHub wants no request, jobs that have something to collect stay where they are, in the order in which they are due,
/// and only those with something to deliver are claimed.
///
/// At a graceful shutdown it claims nothing more, gives the running attempts `grace`, cancels what is left, and returns when
/// each of those has put its job back. It throws a ``StoreError`` when the database can no longer be relied on.
package final class Dispatcher: Service {
    /// What is to be done after a claim.
    private enum Next {
        /// Claim again: there is more to be done at once.
        case claim
        /// Wait until a worker is free: more jobs may be due.
        case waitForWorker
        /// Look when the next job is due.
        case look
    }

    private struct State {
        /// Attempts that keep a worker busy.
        var running = 0
        /// Attempts that are over but for their record.
        var recording = 0
        /// Of all these, those that try a held destination.
        var probing = 0
        /// Attempts that are not recorded yet, by their destination.
        var byDestination: [Destination: Int] = [:]
        /// Destinations that come back after a hold.
        var ramp = Ramp()
        /// An enqueue that is due sooner than this rings the bell.
        var sleepsUntil = Timestamp.distantFuture
        /// When it was last said that the database lets nothing be claimed; nil: it does.
        var warnedAt: ContinuousClock.Instant?
        /// What the look at the database found broken.
        var failure: StoreError?
        /// When it last went round, and when the database last answered it.
        var wentRound: ContinuousClock.Instant?
        var heardFromStore: ContinuousClock.Instant?

        /// How many jobs may be begun now.
        ///
        /// What is being recorded keeps no worker, so that the next claim shares its commit. But where the database takes no
        /// records, nothing more is begun.
        func free(of workers: Int) -> Int {
            min(workers, 2 * workers - recording) - running
        }

        /// How many more jobs may run of each destination.
        ///
        /// - Parameters:
        ///   - most: of any destination; nil: only those that come back have a limit.
        ///   - probes: of all the held ones together.
        func room(of most: Int?, probes: Int) -> Room {
            let limited = most.map { most in byDestination.mapValues { most - $0 } } ?? [:]
            let climbing = ramp.limits.map { ($0, min($1, most ?? $1) - (byDestination[$0] ?? 0)) }
            return Room(
                most: most, left: limited.merging(climbing, uniquingKeysWith: { $1 }), probes: max(0, probes - probing)
            )
        }

        /// Those that come back, and of which nothing is under way.
        var idle: [Destination] {
            ramp.destinations.filter { byDestination[$0] == nil }
        }
    }

    private let store: any Store
    private let executor: JobExecutor
    private let workers: Int
    /// Nil: all of them.
    private let workersPerDestination: Int?
    /// A quarter of the workers, or one: however many destinations are held and silent, the rest is left to the others.
    private let mostProbes: Int
    private let grace: Duration
    private let collectionClosedUntil: @Sendable (Timestamp) -> Timestamp?
    private let now: WallClock
    private let logger: Logger

    private let running = RunningAttempts()
    private let bell = Doorbell()
    private let state = Mutex(State())

    /// - Parameters:
    ///   - workersPerDestination: the most that may be busy with jobs of one destination, so that one that is slow leaves some to
    ///     the others; nil for all.
    ///   - collectionClosedUntil: until when nothing can be collected, at a moment; nil when it can.
    package init(
        store: any Store, executor: JobExecutor, workers: Int, workersPerDestination: Int? = nil, grace: Duration,
        collectionClosedUntil: @escaping @Sendable (Timestamp) -> Timestamp? = { _ in nil },
        now: @escaping WallClock = Timestamp.now, logger: Logger
    ) {
        self.store = store
        self.executor = executor
        self.workers = workers
        mostProbes = max(1, workers / 4)
        self.workersPerDestination = workersPerDestination.flatMap { $0 < workers ? $0 : nil }
        self.grace = grace
        self.collectionClosedUntil = collectionClosedUntil
        self.now = now
        self.logger = logger
    }

    /// How many workers are busy now.
    package var busyWorkers: Int {
        state.withLock(\.running)
    }

    /// When both of its loops had last gone round: the one that claims and waits, and the one that asks the database. At most a few
    /// seconds ago, unless something hangs. Nil before the first time.
    package var lastProgress: ContinuousClock.Instant? {
        state.withLock { state in
            guard let round = state.wentRound, let heard = state.heardFromStore else { return nil }
            return min(round, heard)
        }
    }

    /// Tells the dispatcher of a job that was queued a moment ago.
    package func jobQueued(runAt: Timestamp) {
        if state.withLock({ runAt < $0.sleepsUntil }) { bell.ring() }
    }

    /// Stops a job that was cancelled a moment ago, if it runs: no request of it goes out any more. What it wants to record is
    /// not recorded, since its claim is lost.
    package func cancel(_ id: JobID) {
        running.cancel(id)
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { attempts in
                let seen = try await outsideChanges()
                attempts.addTask { await self.watchOutside(since: seen) }
                while !isStopping {
                    state.withLock { $0.wentRound = .now }
                    if let failure = state.withLock(\.failure) { throw failure }
                    let closedUntil = collectionClosedUntil(now())
                    switch try await startDueJobs(in: &attempts, closedUntil) {
                    case .claim: continue
                    case .waitForWorker: try await sleepUntilWorthLooking(mayHaveMore: true, closedUntil)
                    case .look: try await sleepUntilWorthLooking(mayHaveMore: false, closedUntil)
                    }
                }
                await drain()
                attempts.cancelAll()
            }
        } onGracefulShutdown: { [bell] in
            bell.ring()
        }
    }

    private var isStopping: Bool {
        Task.isCancelled || Task.isShuttingDownGracefully
    }

    /// Claims once. What follows a claim is looked at anew before the next one: a stop, a failure, GitHub's gate.
    private func startDueJobs(
        in attempts: inout ThrowingDiscardingTaskGroup<any Error>, _ closedUntil: Timestamp?
    ) async throws(StoreError) -> Next {
        let (free, room, idle) = state.withLock { state in
            // Whatever is queued or released from here on rings, since this claim may miss it.
            state.sleepsUntil = .distantFuture
            return (
                state.free(of: workers), state.room(of: workersPerDestination, probes: mostProbes), state.idle
            )
        }
        guard free > 0 else { return .waitForWorker }
        let stage: Stage? = closedUntil == nil ? nil : .deliver
        // Again after its second: only a claim sees all that there is to be done.
        guard let claimed = try await claim(limit: free, only: stage, within: room) else { return .claim }
        state.withLock { state in
            state.ramp.begin(claimed.released) { state.byDestination[$0] == nil }
        }
        running.begin(claimed.claims)
        for claim in claimed.claims { start(claim, in: &attempts) }
        guard !claimed.mayHaveLeftSome else { return .claim }
        // As many as were asked for: there may be more, once a worker is free.
        guard claimed.claims.count < free else { return .waitForWorker }
        guard !claimed.isPaused else { return .look }
        // Nothing was under way of these, and nothing came.
        if stage == nil { state.withLock { $0.ramp.end(idle.filter($0.idle.contains)) } }
        return .look
    }

    private func start(_ claim: Claim, in attempts: inout ThrowingDiscardingTaskGroup<any Error>) {
        let destination = claim.job.destination
        state.withLock { state in
            state.running += 1
            if claim.isProbe { state.probing += 1 }
            state.byDestination[destination, default: 0] += 1
        }
        attempts.addTask { [self] in
            let conclusion = await running.run(claim) { [executor] in await executor.attempt(claim) }
            state.withLock { ($0.running, $0.recording) = ($0.running - 1, $0.recording + 1) }
            bell.ring()
            // Not stopped with the attempt: only the end of the daemon ends the tries to record it.
            await executor.record(conclusion)
            state.withLock { state in
                state.recording -= 1
                if claim.isProbe { state.probing -= 1 }
                let others = (state.byDestination[destination] ?? 1) - 1
                state.byDestination[destination] = others > 0 ? others : nil
                if let delivery = conclusion.report.delivery {
                    state.ramp.note(delivery, of: destination, most: workersPerDestination ?? workers)
                }
            }
            bell.ring()
        }
    }

    /// Returns nil when the database does not let it now, a second later or at the next ring.
    private func claim(limit: Int, only stage: Stage?, within room: Room) async throws(StoreError) -> Claimed? {
        running.willClaim()
        do {
            let claimed = try await store.claim(limit: limit, at: now(), only: stage, within: room)
            state.withLock { $0.warnedAt = nil }
            return claimed
        } catch let error where error.isTransient {
            running.begin([])
            let isDue = state.withLock { state in
                guard state.warnedAt.map({ .now - $0 >= .seconds(60) }) ?? true else { return false }
                state.warnedAt = .now
                return true
            }
            if isDue { logger.warning("no job can be claimed", metadata: ["error": "\(error)"]) }
            _ = await bell.wait(atMost: .seconds(1))
            return nil
        }
    }

    private func sleepUntilWorthLooking(
        mayHaveMore: Bool, _ closedUntil: Timestamp?
    ) async throws(StoreError) {
        // Every enqueue rings, so that none slips between the look and the sleep. While all workers are busy none needs to: the next
        // one that becomes free looks by itself.
        if mayHaveMore { state.withLock { $0.sleepsUntil = .distantPast } }
        guard let dueAt = mayHaveMore ? .distantFuture : try await nextRunAt(closedUntil) else {
            _ = await bell.wait(atMost: .seconds(1))
            return
        }
        if !mayHaveMore { state.withLock { $0.sleepsUntil = dueAt } }

        while !isStopping {
            let wait = min(dueAt - now(), .seconds(1))
            guard wait > 0 else { return }
            state.withLock { $0.wentRound = .now }
            if await bell.wait(atMost: wait.duration) || now() >= dueAt { return }
            if closedUntil != nil, collectionClosedUntil(now()) == nil { return }
        }
    }

    /// Nil when the database does not say so now.
    private func nextRunAt(_ closedUntil: Timestamp?) async throws(StoreError) -> Timestamp? {
        do {
            let stage: Stage? = closedUntil == nil ? nil : .deliver
            let room = state.withLock { $0.room(of: workersPerDestination, probes: mostProbes) }
            let next = try await store.nextRunAt(only: stage, within: room)
            return min(closedUntil ?? .distantFuture, next ?? .distantFuture)
        } catch let error where error.isTransient || error == .cancelled {
            return nil
        }
    }

    /// Looks once a second whether another program has changed the database, and wakes whom that may concern.
    private func watchOutside(since first: Int?) async {
        var seen = first
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(1))
                guard let changes = try await outsideChanges(), changes != seen else { continue }
                store.jobWatch.ringAll()
                bell.ring()
                let (claims, isWhole) = running.underWay
                if try await cancelLost(among: claims), isWhole { seen = changes }
            } catch let error as StoreError {
                state.withLock { $0.failure = error }
                return bell.ring()
            } catch {
                return
            }
        }
    }

    /// Nil when the database does not say so now.
    private func outsideChanges() async throws(StoreError) -> Int? {
        do {
            let changes = try await store.outsideChanges()
            state.withLock { $0.heardFromStore = .now }
            return changes
        } catch let error where error.isTransient || error == .cancelled {
            return nil
        }
    }

    /// Stops the attempts whose jobs are cancelled, or changed by hand.
    ///
    /// - Returns: false when the database does not say now which these are.
    private func cancelLost(among claims: [Claim]) async throws(StoreError) -> Bool {
        do {
            running.cancel(try await store.lostClaims(among: claims))
            return true
        } catch let error where error.isTransient || error == .cancelled {
            logger.warning("running jobs cannot be looked at", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func drain() async {
        let unfinished = self.unfinished
        guard unfinished > 0 else { return }
        logger.notice("waiting for running jobs", metadata: ["jobs": "\(unfinished)", "grace": "\(grace)"])
        let end = ContinuousClock.now + grace
        while self.unfinished > 0, ContinuousClock.now < end, !Task.isCancelled {
            _ = await bell.wait(atMost: end - ContinuousClock.now)
        }
    }

    private var unfinished: Int {
        state.withLock { $0.running + $0.recording }
    }
}
