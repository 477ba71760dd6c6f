package import Jobs

/// Where jobs live: what every store must do, whatever database is behind it.
///
/// A write has returned only when it is committed and synced. A write that throws has changed nothing, but for one that
/// throws ``StoreError/broken(_:)``: it may be found done after the restart. Verbs that take a
/// ``Claim`` change a row only while that claim still holds, and throw ``StoreError/claimLost(_:)`` otherwise. All
/// verbs may be called from any task at once. The contract tests in `Tests/JobStoreTests` hold a store to this.
package protocol Store: Sendable {
    /// Accepts a task: a new job, the live job that already does the same, or a refusal when `liveLimit` jobs are live.
    func enqueue(_ job: NewJob, liveLimit: Int?) async throws(StoreError) -> Enqueued

    /// Accepts tasks in one commit, all or none of them, and answers each as ``enqueue(_:liveLimit:)`` does, in their order.
    ///
    /// - Parameter keeping: how the answer is kept by the same commit; nil: it is not. A key that has an answer already is refused.
    func enqueue(
        _ jobs: [NewJob], liveLimit: Int?, keeping: AnswerKeeping?
    ) async throws(StoreError) -> [Enqueued]

    /// What the first request with this key was answered; nil when there was none, or its key is pruned.
    func keptAnswer(_ key: IdempotencyKey) async throws(StoreError) -> KeptAnswer?

    /// Deletes up to `limit` keys with their answers, the oldest first; fewer where they are so large that other writes would wait
    /// for long.
    ///
    /// - Returns: how many; 0 when there are no more.
    func pruneKeys(createdBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Forgets up to `limit` destinations that have not failed since a moment, the longest first: those that are open, and those for
    /// which no job waits, unless somebody holds them by hand.
    ///
    /// - Returns: how many; 0 when there are no more.
    func pruneDestinations(notedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Takes up to `limit` due jobs to run: those of the lowest ``Priority`` number first, and of these the longest due. Each comes back `running`, with its attempt counted, and with
    /// the moment when its collection began: this one, unless an attempt before it had begun already.
    ///
    /// Due jobs of a held destination become `held` instead, but for one that is to find out whether it answers again, from
    /// time to time; those of one that is released become `queued`, a thousand with each claim in which there is room for one of them.
    ///
    /// - Parameter stage: only jobs that begin with it; nil for all.
    func claim(
        limit: Int, at now: Timestamp, only stage: Stage?, within room: Room
    ) async throws(StoreError) -> Claimed

    /// Keeps the finished aggregate; from here on the job begins with `deliver`, and no attempt collects.
    func freeze(_ payload: FrozenPayload, for claim: Claim) async throws(StoreError)

    /// Writes what an attempt decided: the job's next state, the attempt's row, and what it says of the destination, in one
    /// transaction.
    ///
    /// - Returns: that the destination is held or released by that.
    @discardableResult
    func record(
        _ outcome: Outcome, report: AttemptReport, of claim: Claim, at now: Timestamp
    ) async throws(StoreError) -> DestinationChange?

    /// Queues a finished job whose payload is kept, to be delivered again at once under the same `webhook-id`, with all
    /// retries before it.
    func redeliver(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal>

    /// Makes a queued job due now. Queues a discarded or cancelled one, due now, with all retries before it; what it has frozen
    /// it keeps.
    func retry(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal>

    /// Makes a live job cancelled. The claim of one that is running is lost by that, and its attempt is in the history. One that
    /// is cancelled already stays as it is.
    func cancel(_ id: JobID, at now: Timestamp) async throws(StoreError) -> Result<Job, Refusal>

    /// As ``retry(_:at:)``, of many jobs in one transaction, each for itself.
    ///
    /// - Returns: those that are queued now and due, in their order; the others are as they were.
    func retry(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job]

    /// As ``cancel(_:at:)``, of many jobs in one transaction, each for itself.
    ///
    /// - Returns: those that are cancelled now, in their order; the others are as they were.
    func cancel(_ ids: [JobID], at now: Timestamp) async throws(StoreError) -> [Job]

    /// Those of some claims that do not hold any more.
    func lostClaims(among claims: [Claim]) async throws(StoreError) -> [Claim]

    /// Deletes a finished job with its attempts and its payload.
    ///
    /// - Returns: the job as it was.
    func delete(_ id: JobID) async throws(StoreError) -> Result<Job, Refusal>

    /// From here on nothing is claimed, also after a restart, until ``resume()``.
    ///
    /// - Returns: since when it is paused; an earlier moment when it was already.
    func pause(at now: Timestamp) async throws(StoreError) -> Timestamp

    /// - Returns: whether it was paused.
    @discardableResult
    func resume() async throws(StoreError) -> Bool

    /// Puts back every job that a dead process left `running`, before anything is claimed: due at once after its first
    /// crash, after 1 s, 2 s, 4 s… following later ones, and discarded as poison after ``crashLimit`` of them.
    func recover(at now: Timestamp) async throws(StoreError) -> Recovery

    /// Makes every job due that waits for GitHub's budget: for a start as somebody whose budget is another.
    func endRateLimits(at now: Timestamp) async throws(StoreError)

    /// When the next queued job is due, or held destination to be tried; in the past when there is one already; nil when there is none,
    /// or the queue is paused. What only a claim finds out is not in it: jobs to be released, and probes whose job was taken away.
    ///
    /// - Parameters:
    ///   - stage: only jobs that begin with it; nil for all.
    ///   - room: destinations without room are left out, and all probes where there is none for them.
    func nextRunAt(only stage: Stage?, within room: Room) async throws(StoreError) -> Timestamp?

    /// A number that changes whenever another program has changed the database.
    func outsideChanges() async throws(StoreError) -> Int

    /// Rings at every change of a job that this store commits.
    var jobWatch: JobWatch { get }

    /// The jobs that meet a filter, the newest first.
    ///
    /// No more than ``mostJobsLookedAt`` are looked at. So a part may have fewer than `limit` jobs, or none, and a next part all
    /// the same.
    ///
    /// - Parameter before: where it goes on: before this job, which need not be there any more; nil for the beginning.
    func jobs(matching filter: JobFilter, before: JobID?, limit: Int) async throws(StoreError) -> JobPage

    /// How many jobs meet a filter, as far as that is known after a look at ``mostJobsLookedAt`` of them.
    func count(matching filter: JobFilter) async throws(StoreError) -> JobCount

    func job(_ id: JobID) async throws(StoreError) -> Job?

    /// The finished attempts of a job, the first one first.
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt]

    func payload(of id: JobID) async throws(StoreError) -> FrozenPayload?

    /// Deletes the payloads of up to `limit` jobs that finished before a moment, the one that finished first at the front;
    /// fewer where they are so large that other writes would wait for long. Those of live jobs stay. A job whose payload is
    /// deleted is one whose next attempt would have to collect.
    ///
    /// - Returns: how many; 0 when there are no more.
    func prunePayloads(finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Deletes up to `limit` jobs of a final state that finished before a moment, the one that finished first at the front, each with
    /// its attempts and its payload; fewer where that would keep other writes waiting for long.
    ///
    /// - Returns: how many; 0 when there are no more.
    func pruneJobs(_ state: JobState, finishedBefore moment: Timestamp, limit: Int) async throws(StoreError) -> Int

    /// Gives up to `limit` pages that are free back to the file system, for as long as more than a tenth of the database is free:
    /// so much is soon needed again.
    ///
    /// - Returns: how many; 0 when there is nothing to give back.
    func giveBack(pages limit: Int) async throws(StoreError) -> Int

    /// The destinations that are held now, with up to ``mostJobsCounted`` jobs of each.
    func heldDestinations() async throws(StoreError) -> [DestinationStatus]

    /// Destinations that have failed or been held, those that are held first, with up to ``mostJobsCounted`` held jobs of each.
    func destinations(limit: Int) async throws(StoreError) -> [DestinationStatus]

    /// Nil where it has never failed nor been held.
    func status(of destination: Destination) async throws(StoreError) -> DestinationStatus?

    /// Whether it is WEBHOOK_URL, a job has it, or it has ever failed or been held. What no job has may be misspelt.
    func knows(_ destination: Destination) async throws(StoreError) -> Bool

    /// Holds a destination until somebody releases it: no probe is made.
    ///
    /// - Returns: false when somebody had already done so.
    func hold(_ destination: Destination, at now: Timestamp) async throws(StoreError) -> Bool

    /// Opens a destination, whatever it was held for.
    ///
    /// - Returns: how many jobs it held, ``mostJobsCounted`` at most; nil when it was not held.
    func release(_ destination: Destination) async throws(StoreError) -> Int?

    /// What happened in each of some spans of time, without gaps, the earliest first; the last one is under way.
    ///
    /// - Parameter length: of a span, in minutes. They begin at its multiples.
    func history(of spans: Int, length: Int, until now: Timestamp) async throws(StoreError) -> [HistorySpan]

    /// How many jobs were in each state at the end of each of the last minutes, the earliest first; empty where nobody has noted it.
    func countsHistory(of minutes: Int, until now: Timestamp) async throws(StoreError) -> [[JobState: Int]]

    /// Notes how many jobs are in each state, and forgets what happened more than 25 hours ago. To be called at least once a minute.
    func keepHistory(at now: Timestamp) async throws(StoreError)

    /// A text that was drawn at random for this database when it was first asked for: what a session is proven with, together
    /// with the hash of its token. Without it, neither a copy of the configuration nor one of the tokens' hashes makes a session.
    func sessionSalt() async throws(StoreError) -> String

    /// How many jobs are in each state, in a time that does not grow with their number.
    func counts() async throws(StoreError) -> [JobState: Int]

    /// How the whole queue stands, in a time that does not grow with the number of jobs.
    func stats(at now: Timestamp) async throws(StoreError) -> Stats

    /// Throws what an enqueue would throw now if the database could not take one. That it can is known for a second, or until a write fails.
    func checkWritable() async throws(StoreError)

    /// What was kept of a gate. Nil when nothing was.
    func gate(_ name: String) async throws(StoreError) -> GateState?

    func setGate(_ name: String, to state: GateState) async throws(StoreError)

    /// The page as it was last kept.
    func page(_ key: PageKey) async throws(StoreError) -> CachedPage?

    /// Keeps a page, and lets go of those that were confirmed longest ago while all together have more than `maxBytes`.
    ///
    /// What was confirmed since the oldest collection under way began may come to four times as much, or to 64 MiB, since somebody
    /// counts on it.
    func keepPage(_ page: CachedPage, as key: PageKey, maxBytes: Int) async throws(StoreError)

    /// Notes that GitHub has just said that the page is still the one that is kept.
    func confirmPage(_ key: PageKey, at now: Timestamp) async throws(StoreError)

    /// The names that were read from `since` to `now`, by login in lower case; a known user without a name has nil.
    ///
    /// - Parameters:
    ///   - logins: in lower case.
    ///   - api: which GitHub knows them, as its base URL.
    func names(
        of logins: [String], on api: String, since: Timestamp, until now: Timestamp
    ) async throws(StoreError) -> [String: String?]

    /// Keeps names, and lets go of those that were read longest ago while there are more than `maxEntries`, but for those
    /// that a collection under way counts on: these may be four times as many, or 20,000.
    func keepNames(
        _ names: [String: String?], on api: String, at now: Timestamp, maxEntries: Int
    ) async throws(StoreError)
}

extension Store {
    package func claim(limit: Int, at now: Timestamp) async throws(StoreError) -> [Claim] {
        try await claim(limit: limit, at: now, only: nil, within: Room()).claims
    }

    package func claim(limit: Int, at now: Timestamp, only stage: Stage?) async throws(StoreError) -> [Claim] {
        try await claim(limit: limit, at: now, only: stage, within: Room()).claims
    }

    package func nextRunAt(only stage: Stage?) async throws(StoreError) -> Timestamp? {
        try await nextRunAt(only: stage, within: Room())
    }

    package func nextRunAt() async throws(StoreError) -> Timestamp? {
        try await nextRunAt(only: nil, within: Room())
    }
}

/// After so many crashes a job is taken to be their cause.
package let crashLimit = 10

/// A task on its way in.
package struct NewJob: Equatable, Sendable {
    package var name: RepositoryName
    package var destination: Destination
    package var runAt: Timestamp
    package var createdAt: Timestamp
    package var priority: Int
    package var maxRetries: Int?
    /// To which trace it belongs (``TraceParent/text``).
    package var traceparent: String?

    package init(
        name: RepositoryName, destination: Destination = .default, runAt: Timestamp, createdAt: Timestamp,
        priority: Int = Priority.normal, maxRetries: Int? = nil, traceparent: String? = nil
    ) {
        self.name = name
        self.destination = destination
        self.runAt = runAt
        self.createdAt = createdAt
        self.priority = priority
        self.maxRetries = maxRetries
        self.traceparent = traceparent
    }
}

/// What became of an enqueue.
package enum Enqueued: Equatable, Sendable {
    case created(Job)
    /// A live job already does this task, for the same destination.
    case existing(Job)
    /// As many jobs are live as may be.
    case limitReached
}

/// What a start found of the process before it.
package struct Recovery: Equatable, Sendable {
    package var queued: [JobID]
    package var discarded: [JobID]

    package init(queued: [JobID], discarded: [JobID]) {
        self.queued = queued
        self.discarded = discarded
    }
}
