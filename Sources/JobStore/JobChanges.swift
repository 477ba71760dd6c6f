import GRDB
import Jobs
import Synchronization

/// Sees which jobs each transaction of the writer changes, and rings for them once it is committed.
final class JobChanges: TransactionObserver, Sendable {
    private let watch: JobWatch
    private let changed = Mutex<Set<JobID>>([])

    init(for watch: JobWatch) {
        self.watch = watch
    }

    func observes(eventsOfKind kind: DatabaseEventKind) -> Bool {
        // Also while nobody waits: who comes in the middle of a transaction wants to hear of its commit.
        if case .insert = kind { return false }
        return kind.tableName == "jobs"
    }

    func databaseDidChange(with event: DatabaseEvent) {
        guard event.tableName == "jobs" else { return }
        changed.withLock { _ = $0.insert(JobID(event.rowID)) }
    }

    func databaseDidCommit(_ db: Database) {
        watch.noteCommit()
        watch.ring(take())
    }

    func databaseDidRollback(_ db: Database) {
        _ = take()
    }

    private func take() -> Set<JobID> {
        changed.withLock { changed in
            defer { changed = [] }
            return changed
        }
    }
}
