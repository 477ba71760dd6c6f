import Synchronization

/// Closed until it is opened, and then open for good.
package final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [AsyncStream<Never>.Continuation] = []
    }

    private let state = Mutex(State())

    package init() {}

    package func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for one in waiting { one.finish() }
    }

    /// Returns when it is open, or when the task is cancelled.
    @Sendable package func wait() async {
        let (opened, continuation) = AsyncStream.makeStream(of: Never.self)
        let isOpen = state.withLock { state in
            if !state.isOpen { state.waiting.append(continuation) }
            return state.isOpen
        }
        if isOpen { continuation.finish() }
        for await _ in opened {}
    }
}
