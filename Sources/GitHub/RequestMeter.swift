import Synchronization

/// Counts what a collection spends, also when it fails half way.
package final class RequestMeter: Sendable {
    /// Requests of earlier attempts of the same collection.
    package let spentBefore: Int
    private let requests = Atomic(0)
    private let corePoints: Atomic<Int>

    package init(spentBefore: Int = 0) {
        self.spentBefore = spentBefore
        corePoints = Atomic(spentBefore)
    }

    /// This attempt's requests that were given to the network: redirects count one each, a request that the gate kept back
    /// does not.
    package var count: Int {
        requests.load(ordering: .relaxed)
    }

    /// What the whole collection has taken out of the budget of REST requests: an unchanged page costs a token nothing.
    var points: Int {
        corePoints.load(ordering: .relaxed)
    }

    func add() {
        requests.add(1, ordering: .relaxed)
    }

    func addPoint() {
        corePoints.add(1, ordering: .relaxed)
    }
}
