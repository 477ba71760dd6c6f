import JobStore
import Jobs
import Synchronization

/// A real store that fails when it is told to, counts who runs, and says what it is asked for.
final class WatchedStore: Store {
    enum Verb: Hashable {
        case claim
        case freeze
        case record
        case payload
        case nextRunAt
        case outsideChanges
        case lostClaims
        case prunePayloads
        case pruneJobs
        case giveBack
        case pruneKeys
        case pruneDestinations
    }

    private struct State {
        var failures: [Verb: [StoreError]] = [:]
        var running = 0
        var mostRunning = 0
        var afterClaim: (@Sendable () async -> Void)?
        var afterEmptyClaim: (@Sendable () async -> Void)?
        var claimSizes: [Int] = []
    }

    /// What was asked for, once it is answered; the latest 1,000 that nobody has read.
    let answered: AsyncStream<Verb>
    private let note: AsyncStream<Verb>.Continuation
    private let state = Mutex(State())
    private let store: any Store

    init(_ store: any Store) {
        self.store = store
        (answered, note) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1000))
    }

    /// Lets the next calls of a verb throw, one error each.
    func fail(_ verb: Verb, with errors: StoreError...) {
        state.withLock { $0.failures[verb, default: []] += errors }
    }

    /// Does something when the next jobs are claimed, and nobody knows of that yet.
    func afterClaim(_ action: @escaping @Sendable () async -> Void) {
        state.withLock { $0.afterClaim = action }
    }

    /// Does something when a claim brings nothing, and nobody knows of that yet.
    func afterEmptyClaim(_ action: @escaping @Sendable () async -> Void) {
        state.withLock { $0.afterEmptyClaim = action }
    }

    /// The most jobs that were claimed and not yet recorded.
    var mostRunning: Int {
        state.withLock(\.mostRunning)
    }

    /// How many jobs each claim has brought.
    var claimSizes: [Int] {
        state.withLock(\.claimSizes)
    }

    /// Returns once a verb was answered that often, counted from here or from where the last call ended.
    func wait(for verb: Verb, times: Int = 1) async {
        var left = times
        for await answer in answered where answer == verb {
            left -= 1
            if left == 0 { return }
        }
    }

    private func attend<Value>(
        _ verb: Verb, _ ask: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        defer { note.yield(verb) }
        let failure = state.withLock { state -> StoreError? in
            guard let errors = state.failures[verb], let first = errors.first else { return nil }
            state.failures[verb] = Array(errors.dropFirst())
            return first
        }
        if let failure { throw failure }
        return try await ask()
    }

    func claim(
        limit: Int, at now: Timestamp, only stage: Stage?, within room: Room
    ) async throws(StoreError) -> Claimed {
        let claimed = try await attend(.claim) { () throws(StoreError) in
            try await store.claim(limit: limit, at: now, only: stage, within: room)
        }
        let afterClaim = state.withLock { state in
            state.running += claimed.claims.count
            state.mostRunning = max(state.mostRunning, state.running)
            state.claimSizes.append(claimed.claims.count)
            let place = claimed.claims.isEmpty ? \State.afterEmptyClaim : \State.afterClaim
            defer { state[keyPath: place] = nil }
            return state[keyPath: place]
        }
        await afterClaim?()
        return claimed
    }

    func endRateLimits(at now: Timestamp) async throws(StoreError) {
        try await store.endRateLimits(at: now)
    }

    func record(
        _ outcome: Outcome, report: AttemptReport, of claim: Claim, at now: Timestamp
    ) async throws(StoreError) -> DestinationChange? {
        let change = try await attend(.record) { () throws(StoreError) in
            try await store.record(outcome, report: report, of: claim, at: now)
        }
        state.withLock { $0.running -= 1 }
        return change
    }

    func freeze(_ payload: FrozenPayload, for claim: Claim) async throws(StoreError) {
        try await attend(.freeze) { () throws(StoreError) in try await store.freeze(payload, for: claim) }
    }

    func payload(of id: JobID) async throws(StoreError) -> FrozenPayload? {
        try await attend(.payload) { () throws(StoreError) in try await store.payload(of: id) }
    }

    func nextRunAt(only stage: Stage?, within room: Room) async throws(StoreError) -> Timestamp? {
        try await attend(.nextRunAt) { () throws(StoreError) in try await store.nextRunAt(only: stage, within: room) }
    }

    func pruneJobs(
        _ state: JobState, finishedBefore moment: Timestamp, limit: Int
    ) async throws(StoreError) -> Int {
        try await attend(.pruneJobs) { () throws(StoreError) in
            try await store.pruneJobs(state, finishedBefore: moment, limit: limit)
        }
    }
    func giveBack(pages limit: Int) async throws(StoreError) -> Int {
        try await attend(.giveBack) { () throws(StoreError) in try await store.giveBack(pages: limit) }
    }
    func prunePayloads(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await attend(.prunePayloads) { () throws(StoreError) in
            try await store.prunePayloads(finishedBefore: moment, limit: limit)
        }
    }

    func outsideChanges() async throws(StoreError) -> Int {
        try await attend(.outsideChanges) { () throws(StoreError) in try await store.outsideChanges() }
    }
}

/// What no test here fails is passed on.
extension WatchedStore {
    func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued {
        try await store.enqueue(job, liveLimit: liveLimit)
    }

    var jobWatch: JobWatch { store.jobWatch }

    func enqueue(
        _ jobs: [NewJob], liveLimit: Int?, keeping: AnswerKeeping?
    ) async throws(StoreError) -> [Enqueued] {
        try await store.enqueue(jobs, liveLimit: liveLimit, keeping: keeping)
    }

    func keptAnswer(_ key: IdempotencyKey) async throws(StoreError) -> KeptAnswer? {
        try await store.keptAnswer(key)
    }

    func pruneKeys(createdBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await attend(.pruneKeys) { () throws(StoreError) in
            try await store.pruneKeys(createdBefore: moment, limit: limit)
        }
    }

    func pruneDestinations(notedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await attend(.pruneDestinations) { () throws(StoreError) in
            try await store.pruneDestinations(notedBefore: moment, limit: limit)
        }
    }

    func redeliver(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> {
        try await store.redeliver(id, at: now)
    }

    func retry(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> {
        try await store.retry(id, at: now)
    }

    func cancel(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> {
        try await store.cancel(id, at: now)
    }

    func retry(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job] {
        try await store.retry(ids, at: now)
    }

    func cancel(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job] {
        try await store.cancel(ids, at: now)
    }

    func count(matching filter: JobFilter) async throws(StoreError) -> JobCount {
        try await store.count(matching: filter)
    }

    func destinations(limit: Int) async throws(StoreError) -> [DestinationStatus] {
        try await store.destinations(limit: limit)
    }

    func status(of destination: Destination) async throws(StoreError) -> DestinationStatus? {
        try await store.status(of: destination)
    }

    func knows(_ destination: Destination) async throws(StoreError) -> Bool {
        try await store.knows(destination)
    }

    func hold(_ destination: Destination, at now: Timestamp) async throws(StoreError) -> Bool {
        try await store.hold(destination, at: now)
    }

    func release(_ destination: Destination) async throws(StoreError) -> Int? {
        try await store.release(destination)
    }

    func history(of spans: Int, length: Int, until now: Timestamp) async throws(StoreError) -> [HistorySpan] {
        try await store.history(of: spans, length: length, until: now)
    }

    func countsHistory(of minutes: Int, until now: Timestamp) async throws(StoreError) -> [[JobState: Int]] {
        try await store.countsHistory(of: minutes, until: now)
    }

    func keepHistory(at now: Timestamp) async throws(StoreError) {
        try await store.keepHistory(at: now)
    }

    func sessionSalt() async throws(StoreError) -> String {
        try await store.sessionSalt()
    }

    func delete(_ id: JobID) async throws(StoreError) -> Result<Job, Refusal> {
        try await store.delete(id)
    }

    func lostClaims(among claims: [Claim]) async throws(StoreError) -> [Claim] {
        try await attend(.lostClaims) { () throws(StoreError) in
            try await store.lostClaims(among: claims)
        }
    }

    func pause(at now: Timestamp) async throws(StoreError) -> Timestamp {
        try await store.pause(at: now)
    }

    func resume() async throws(StoreError) -> Bool {
        try await store.resume()
    }

    func jobs(matching filter: JobFilter, before: JobID?, limit: Int) async throws(StoreError) -> JobPage {
        try await store.jobs(matching: filter, before: before, limit: limit)
    }

    func stats(at now: Timestamp) async throws(StoreError) -> Stats {
        try await store.stats(at: now)
    }

    func recover(at now: Timestamp) async throws(StoreError) -> Recovery {
        try await store.recover(at: now)
    }

    func job(_ id: JobID) async throws(StoreError) -> Job? {
        try await store.job(id)
    }

    func attempts(of id: JobID) async throws(StoreError) -> [Attempt] {
        try await store.attempts(of: id)
    }

    func heldDestinations() async throws(StoreError) -> [DestinationStatus] {
        try await store.heldDestinations()
    }

    func counts() async throws(StoreError) -> [JobState: Int] {
        try await store.counts()
    }

    func checkWritable() async throws(StoreError) {
        try await store.checkWritable()
    }

    func gate(_ name: String) async throws(StoreError) -> GateState? {
        try await store.gate(name)
    }

    func setGate(_ name: String, to state: GateState) async throws(StoreError) {
        try await store.setGate(name, to: state)
    }

    func page(_ key: PageKey) async throws(StoreError) -> CachedPage? {
        try await store.page(key)
    }

    func keepPage(_ page: CachedPage, as key: PageKey, maxBytes: Int) async throws(StoreError) {
        try await store.keepPage(page, as: key, maxBytes: maxBytes)
    }

    func confirmPage(_ key: PageKey, at now: Timestamp) async throws(StoreError) {
        try await store.confirmPage(key, at: now)
    }

    func names(
        of logins: [String], on api: String, since: Timestamp, until now: Timestamp
    ) async throws(StoreError) -> [String: String?] {
        try await store.names(of: logins, on: api, since: since, until: now)
    }

    func keepNames(
        _ names: [String: String?], on api: String, at now: Timestamp, maxEntries: Int
    ) async throws(StoreError) {
        try await store.keepNames(names, on: api, at: now, maxEntries: maxEntries)
    }
}
