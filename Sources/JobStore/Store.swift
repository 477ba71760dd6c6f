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

    /// Takes up to `limit` due jobs to run, longest due first. Each comes back `running`, with its attempt counted.
    func claim(limit: Int, at now: Timestamp) async throws(StoreError) -> [Claim]

    /// Keeps the finished aggregate; from here on the job begins with `deliver`, and no attempt collects.
    func freeze(_ payload: FrozenPayload, for claim: Claim) async throws(StoreError)

    /// Writes what an attempt decided: the job's next state and the attempt's row, in one transaction.
    func record(
        _ outcome: Outcome, report: AttemptReport, of claim: Claim, at now: Timestamp
    ) async throws(StoreError)

    /// Puts back every job that a dead process left `running`, before anything is claimed: due at once after its first
    /// crash, after 1 s, 2 s, 4 s… following later ones, and discarded as poison after ``crashLimit`` of them.
    func recover(at now: Timestamp) async throws(StoreError) -> Recovery

    /// When the next queued job is due; in the past when one is due already; nil when none is queued.
    func nextRunAt() async throws(StoreError) -> Timestamp?

    /// A number that changes whenever another program has changed the database.
    func outsideChanges() async throws(StoreError) -> Int

    func job(_ id: JobID) async throws(StoreError) -> Job?

    /// The finished attempts of a job, the first one first.
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt]

    func payload(of id: JobID) async throws(StoreError) -> FrozenPayload?

    /// How many jobs are in each state, in a time that does not grow with their number.
    func counts() async throws(StoreError) -> [JobState: Int]

    /// Throws what an enqueue would throw now if the database could not take one.
    func checkWritable() async throws(StoreError)

    /// Until when no request may go to GitHub; nil when it may.
    func gateClosedUntil(_ gate: String) async throws(StoreError) -> Timestamp?

    func setGate(_ gate: String, closedUntil: Timestamp?) async throws(StoreError)
}

/// After so many crashes a job is taken to be their cause.
package let crashLimit = 10

/// A task on its way in.
package struct NewJob: Equatable, Sendable {
    package var name: RepositoryName
    package var runAt: Timestamp
    package var createdAt: Timestamp

    package init(name: RepositoryName, runAt: Timestamp, createdAt: Timestamp) {
        self.name = name
        self.runAt = runAt
        self.createdAt = createdAt
    }
}

/// What became of an enqueue.
package enum Enqueued: Equatable, Sendable {
    case created(Job)
    /// A live job already does this task.
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
