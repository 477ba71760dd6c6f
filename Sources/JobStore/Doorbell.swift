import Synchronization

/// Wakes the one task that waits. A ring while nobody waits is kept for the next wait; many rings are one.
package final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isRung = state.waiter == nil
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    /// Returns true once the bell has rung, false when `limit` has passed or the task is cancelled.
    package func wait(atMost limit: Duration) async -> Bool {
        if takeRing() { return true }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.rung() }
            group.addTask {
                // Cancelled: the bell has rung, or the caller is gone.
                try? await Task.sleep(for: limit)
                return false
            }
            var hasRung = await group.next() ?? false
            group.cancelAll()
            // The bell may ring at the very moment when the time is over.
            for await rang in group { hasRung = hasRung || rang }
            return hasRung
        }
    }

    private func takeRing() -> Bool {
        state.withLock { state in
            defer { state.isRung = false }
            return state.isRung
        }
    }

    private func rung() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let answer: Bool? = state.withLock { state in
                    if state.isRung {
                        state.isRung = false
                        return true
                    }
                    if Task.isCancelled { return false }
                    state.waiter = waiter
                    return nil
                }
                if let answer { waiter.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: false)
        }
    }
}
