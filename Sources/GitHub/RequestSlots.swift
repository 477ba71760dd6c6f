import Synchronization

/// Bounds how many requests are under way at once. Whoever comes first is served first.
final class RequestSlots: Sendable {
    private struct Waiter {
        var id: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var limit: Int
        var taken = 0
        var waiters: [Waiter] = []
        var lastID = 0

        /// Takes out those whose turn it is.
        mutating func admitted() -> [Waiter] {
            let count = min(max(0, limit - taken), waiters.count)
            defer { waiters.removeFirst(count) }
            taken += count
            return Array(waiters.prefix(count))
        }
    }

    private let state: Mutex<State>

    init(limit: Int) {
        state = Mutex(State(limit: limit))
    }

    /// A lower limit holds for those who come next; whoever has a slot keeps it.
    func setLimit(_ limit: Int) {
        change { $0.limit = limit }
    }

    /// Runs `body` with a slot of its own.
    ///
    /// - Throws: `cancelled`, or what `body` throws.
    func withSlot<Value>(_ body: () async throws(GitHubError) -> Value) async throws(GitHubError) -> Value {
        guard await acquire() else { throw .cancelled }
        defer { change { $0.taken -= 1 } }
        return try await body()
    }

    private func change(_ body: (inout State) -> Void) {
        let admitted = state.withLock { state in
            body(&state)
            return state.admitted()
        }
        for waiter in admitted { waiter.continuation.resume(returning: true) }
    }

    /// Returns false without a slot when the task is cancelled.
    private func acquire() async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.waiters.isEmpty, state.taken < state.limit {
                        state.taken += 1
                        return true
                    }
                    state.waiters.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
    }
}
