import CoreMetrics
import Synchronization

/// What all connections together take up, and what was refused to them.
final class FrontLoad: Sendable {
    private let connections = Atomic(0)
    private let heldBytes = Atomic(0)
    private let metrics: any MetricsFactory

    init(_ metrics: any MetricsFactory) {
        self.metrics = metrics
    }

    /// Counts a request that is refused before any route has seen it.
    func refused(_ type: ProblemType) {
        let dimensions = [("type", type.name ?? "other")]
        Counter(label: "hookme_http_refusals_total", dimensions: dimensions, factory: metrics).increment()
    }

    /// - Returns: how many there are now, with this one.
    func connect() -> Int {
        connections.add(1, ordering: .relaxed).newValue
    }

    func disconnect() {
        connections.subtract(1, ordering: .relaxed)
    }

    /// - Returns: how much is held now, with this.
    func hold(_ bytes: Int) -> Int {
        heldBytes.add(bytes, ordering: .relaxed).newValue
    }

    func release(_ bytes: Int) {
        heldBytes.subtract(bytes, ordering: .relaxed)
    }
}
