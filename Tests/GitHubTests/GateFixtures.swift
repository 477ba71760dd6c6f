import GitHub
import Synchronization

/// Keeps what is saved, and fails when it is told to.
final class MemoryStorage: GateStorage {
    struct Broken: Error {}

    private struct State {
        var saved: [GateState] = []
        var fails = false
        var isSaving = false
        var wasEnteredTwice = false
    }

    private let state = Mutex(State())

    /// All of it, in order.
    var saved: [GateState] {
        state.withLock(\.saved)
    }

    var fails: Bool {
        get { state.withLock(\.fails) }
        set { state.withLock { $0.fails = newValue } }
    }

    /// Whether one save began before another had ended.
    var wasEnteredTwice: Bool {
        state.withLock(\.wasEnteredTwice)
    }

    func loadGate() async throws -> GateState? {
        guard !fails else { throw Broken() }
        return saved.last
    }

    func saveGate(_ gate: GateState) async throws {
        state.withLock { state in
            state.wasEnteredTwice = state.wasEnteredTwice || state.isSaving
            state.isSaving = true
        }
        await Task.yield()
        try state.withLock { state in
            state.isSaving = false
            guard !state.fails else { throw Broken() }
            state.saved.append(gate)
        }
    }
}
