import Synchronization

/// What all connections together take up.
final class FrontLoad: Sendable {
    private let connections = Atomic(0)
    private let heldBytes = Atomic(0)

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
