package import JobStore
package import Jobs

/// Where the pages get to know how everything stands.
package struct Facts: Sendable {
    let store: any Store
    let now: WallClock
    let budgets: @Sendable (Timestamp) -> [BudgetStatus]
    let collectionClosure: @Sendable (Timestamp) -> GateClosure?
    let workers: @Sendable () -> (busy: Int, all: Int)

    /// - Parameters:
    ///   - budgets: how GitHub's budgets stand at a moment.
    ///   - collectionClosure: what keeps every request to GitHub back at a moment; nil for nothing.
    ///   - workers: how many there are, and how many are busy.
    package init(
        store: any Store, now: @escaping WallClock = Timestamp.now,
        budgets: @escaping @Sendable (Timestamp) -> [BudgetStatus] = { _ in [] },
        collectionClosure: @escaping @Sendable (Timestamp) -> GateClosure? = { _ in nil },
        workers: @escaping @Sendable () -> (busy: Int, all: Int) = { (0, 0) }
    ) {
        (self.store, self.now, self.budgets) = (store, now, budgets)
        (self.collectionClosure, self.workers) = (collectionClosure, workers)
    }
}

extension Surroundings {
    init(_ facts: Facts, pausedAt: Timestamp?) {
        let now = facts.now()
        self.init(now: now, pausedAt: pausedAt, closure: facts.collectionClosure(now), workers: facts.workers())
    }
}
