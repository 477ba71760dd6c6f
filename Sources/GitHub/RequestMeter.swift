import Synchronization

/// Counts what one attempt spends, also when it fails half way.
package final class RequestMeter: Sendable {
    private let requests = Atomic(0)

    package init() {}

    /// Requests that were given to the network: redirects count one each, a request that the gate kept back does not.
    package var count: Int {
        requests.load(ordering: .relaxed)
    }

    func add() {
        requests.add(1, ordering: .relaxed)
    }
}
