import CoreMetrics
import NIOCore
import Synchronization

/// What all connections together take up, and what was refused to them.
final class FrontLoad: Sendable {
    private let connections = Atomic(0)
    private let heldBytes = Atomic(0)
    private let silent = Mutex(SilentConnections<any Channel>())
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

    /// Begins to count a connection among those that have said nothing.
    ///
    /// - Returns: what stands for it in `hear`.
    func listen(to channel: any Channel) -> Int {
        silent.withLock { $0.add(channel) }
    }

    /// It has said something, or has gone.
    func hear(_ number: Int) {
        silent.withLock { $0.remove(number) }
    }

    /// Closes the connection that has said nothing for longest, for one more to have its place.
    ///
    /// - Returns: whether there was one.
    func makeRoom() -> Bool {
        guard let channel = silent.withLock({ $0.takeOldest() }) else { return false }
        channel.close(promise: nil)
        return true
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
