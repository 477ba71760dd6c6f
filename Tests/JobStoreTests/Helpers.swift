import JobStore
import Jobs
import TestSupport
import Testing

let start = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)

extension Store {
    /// Enqueues a task that is due at `moment`, and expects a new job.
    @discardableResult
    func add(_ repository: String = "Hello-World", dueAt moment: Timestamp = start) async throws -> Job {
        let enqueued = try await enqueue(.fixture(repository, at: moment), liveLimit: nil)
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
}

extension GateState {
    static let closed = GateState(closedUntil: start, reason: .primary, streak: 0)
}

struct Unexpected: Error {
    var what: String
}
