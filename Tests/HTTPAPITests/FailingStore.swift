import JobStore
import Jobs

/// A store that does nothing, and says why.
struct FailingStore: Store {
    var error: StoreError

    func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued { throw error }
    func claim(
        limit: Int, at now: Timestamp, only stage: Stage?, within room: Room
    ) async throws(StoreError) -> Claimed { throw error }
    func freeze(_ payload: FrozenPayload, for claim: Claim) async throws(StoreError) { throw error }
    func endRateLimits(at now: Timestamp) async throws(StoreError) { throw error }
    func record(
        _ outcome: Outcome, report: AttemptReport, of claim: Claim, at now: Timestamp
    ) async throws(StoreError) -> DestinationChange? { throw error }
    func redeliver(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Redelivery { throw error }
    func recover(at now: Timestamp) async throws(StoreError) -> Recovery { throw error }
    func nextRunAt(only stage: Stage?, except busy: Set<Destination>) async throws(StoreError) -> Timestamp? {
        throw error
    }
    func outsideChanges() async throws(StoreError) -> Int { throw error }
    func job(_ id: JobID) async throws(StoreError) -> Job? { throw error }
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt] { throw error }
    func payload(of id: JobID) async throws(StoreError) -> FrozenPayload? { throw error }
    func prunePayloads(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int { throw error }
    func heldDestinations() async throws(StoreError) -> [DestinationStatus] { throw error }
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
