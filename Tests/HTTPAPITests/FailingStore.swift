import JobStore
import Jobs

/// A store that does nothing, and says why.
struct FailingStore: Store {
    var error: StoreError
    let jobWatch = JobWatch()

    func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued { throw error }
    func enqueue(
        _ jobs: [NewJob], liveLimit: Int?, keeping: AnswerKeeping?
    ) async throws(StoreError) -> [Enqueued] { throw error }
    func keptAnswer(_ key: IdempotencyKey) async throws(StoreError) -> KeptAnswer? { throw error }
    func pruneDestinations(notedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int { throw error }
    func pruneKeys(createdBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int { throw error }
    func claim(
        limit: Int, at now: Timestamp, only stage: Stage?, within room: Room
    ) async throws(StoreError) -> Claimed { throw error }
    func freeze(_ payload: FrozenPayload, for claim: Claim) async throws(StoreError) { throw error }
    func endRateLimits(at now: Timestamp) async throws(StoreError) { throw error }
    func record(
        _ outcome: Outcome, report: AttemptReport, of claim: Claim, at now: Timestamp
    ) async throws(StoreError) -> DestinationChange? { throw error }
    func redeliver(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> { throw error }
    func retry(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> { throw error }
    func cancel(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal> { throw error }
    func retry(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job] { throw error }
    func cancel(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job] { throw error }
    func delete(_ id: JobID) async throws(StoreError) -> Result<Job, Refusal> { throw error }
    func lostClaims(among claims: [Claim]) async throws(StoreError) -> [Claim] { throw error }
    func pause(at now: Timestamp) async throws(StoreError) -> Timestamp { throw error }
    func resume() async throws(StoreError) -> Bool { throw error }
    func jobs(
        matching filter: JobFilter, before: JobID?, limit: Int
    ) async throws(StoreError) -> JobPage { throw error }
    func stats(at now: Timestamp) async throws(StoreError) -> Stats { throw error }
    func recover(at now: Timestamp) async throws(StoreError) -> Recovery { throw error }
    func nextRunAt(only stage: Stage?, within room: Room) async throws(StoreError) -> Timestamp? {
        throw error
    }
    func outsideChanges() async throws(StoreError) -> Int { throw error }
    func count(matching filter: JobFilter) async throws(StoreError) -> JobCount { throw error }
    func job(_ id: JobID) async throws(StoreError) -> Job? { throw error }
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt] { throw error }
    func payload(of id: JobID) async throws(StoreError) -> FrozenPayload? { throw error }
    func prunePayloads(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int { throw error }
    func pruneJobs(
        _ state: JobState, finishedBefore moment: Timestamp, limit: Int
    ) async throws(StoreError) -> Int { throw error }
    func giveBack(pages limit: Int) async throws(StoreError) -> Int { throw error }
    func heldDestinations() async throws(StoreError) -> [DestinationStatus] { throw error }
    func destinations(limit: Int) async throws(StoreError) -> [DestinationStatus] { throw error }
    func status(of destination: Destination) async throws(StoreError) -> DestinationStatus? { throw error }
    func knows(_ destination: Destination) async throws(StoreError) -> Bool { throw error }
    func hold(_ destination: Destination, at now: Timestamp) async throws(StoreError) -> Bool { throw error }
    func release(_ destination: Destination) async throws(StoreError) -> Int? { throw error }
    func history(of spans: Int, length: Int, until now: Timestamp) async throws(StoreError) -> [HistorySpan] {
        throw error
    }
    func countsHistory(of minutes: Int, until now: Timestamp) async throws(StoreError) -> [[JobState: Int]] {
        throw error
    }
    func keepHistory(at now: Timestamp) async throws(StoreError) { throw error }
    func sessionSalt() async throws(StoreError) -> String { throw error }
    func counts() async throws(StoreError) -> [JobState: Int] { throw error }
    func checkWritable() async throws(StoreError) { throw error }
    func gate(_ name: String) async throws(StoreError) -> GateState? { throw error }
    func setGate(_ name: String, to state: GateState) async throws(StoreError) { throw error }
    func page(_ key: PageKey) async throws(StoreError) -> CachedPage? { throw error }
    func keepPage(_ page: CachedPage, as key: PageKey, maxBytes: Int) async throws(StoreError) { throw error }
    func confirmPage(_ key: PageKey, at now: Timestamp) async throws(StoreError) { throw error }
    func names(
        of logins: [String], on api: String, since: Timestamp, until now: Timestamp
    ) async throws(StoreError) -> [String: String?] { throw error }
    func keepNames(
        _ names: [String: String?], on api: String, at now: Timestamp, maxEntries: Int
    ) async throws(StoreError) { throw error }
}
