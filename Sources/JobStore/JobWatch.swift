package import Jobs
import Synchronization

/// Wakes those who wait for a job to change, once a change of it is committed. A change by another program wakes all of them,
/// since nobody knows which job it was.
package final class JobWatch: Sendable {
    /// So many may wait at once.
    package static let capacity = 1000

    private let commits = Atomic(0)
    private let bells = Mutex<[JobID: [ObjectIdentifier: Doorbell]]>([:])

    package init() {}

    /// Gives `body` a bell that rings at each change of the job from here on; none when as many wait as may.
    package func withBell<Value>(
        for id: JobID, _ body: (Doorbell?) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let bell = Doorbell()
        let isHung = bells.withLock { bells in
            guard bells.values.reduce(0, { $0 + $1.count }) < Self.capacity else { return false }
            bells[id, default: [:]][ObjectIdentifier(bell)] = bell
            return true
        }
        guard isHung else { return try await body(nil) }
        defer {
            bells.withLock { bells in
                bells[id]?[ObjectIdentifier(bell)] = nil
                if bells[id]?.isEmpty == true { bells[id] = nil }
            }
        }
        return try await body(bell)
    }

    /// A number that rises with each commit, whatever it changed: of ours at once, of another program within a second.
    package var version: Int {
        commits.load(ordering: .relaxed)
    }

    func noteCommit() {
        commits.add(1, ordering: .relaxed)
    }

    /// How many wait.
    package var count: Int {
        bells.withLock { $0.values.reduce(0) { $0 + $1.count } }
    }

    package func ring(_ jobs: some Sequence<JobID>) {
        let bells = self.bells.withLock { bells in jobs.flatMap { bells[$0].map { Array($0.values) } ?? [] } }
        for bell in bells { bell.ring() }
    }

    package func ringAll() {
        noteCommit()
        let bells = self.bells.withLock { $0.values.flatMap(\.values) }
        for bell in bells { bell.ring() }
    }
}
