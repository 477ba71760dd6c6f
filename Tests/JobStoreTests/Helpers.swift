import JobStore
import Jobs
import TestSupport
import Testing

let start = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)

extension Store {
    /// Enqueues a task that is due at `moment`, and expects a new job.
    @discardableResult
    func add(
        _ repository: String = "Hello-World", dueAt moment: Timestamp = start, priority: Int = Priority.normal
    ) async throws -> Job {
        var job = try NewJob.fixture(repository, at: moment)
        job.priority = priority
        let enqueued = try await enqueue(job, liveLimit: nil)
        guard case .created(let job) = enqueued else {
            throw Unexpected(what: "\(enqueued)")
        }
        return job
    }

    /// Enqueues a due task and claims it.
    func addAndClaim(_ repository: String = "Hello-World", at moment: Timestamp = start) async throws -> Claim {
        try await add(repository, dueAt: moment)
        return try #require(try await claim(limit: 1, at: moment).first)
    }

    /// Enqueues a task, freezes a payload for it, and finishes it, all at one moment.
    @discardableResult
    func addAndFinish(
        _ repository: String = "Hello-World", _ outcome: Outcome = .complete, at moment: Timestamp = start
    ) async throws -> Job {
        let claim = try await addAndClaim(repository, at: moment)
        try await freeze(.fixture, for: claim)
        try await record(outcome, report: .fixture(stage: .deliver, at: moment), of: claim, at: moment)
        return try #require(try await job(claim.job.id))
    }
}

extension GateState {
    static let closed = GateState(closedUntil: start, reason: .primary, streak: 0)
}

struct Unexpected: Error {
    var what: String
}
