import Synchronization

/// Whether the client of a connection is still there, for whoever works for it alone and reads nothing of it meanwhile.
package final class ClientPresence: Sendable {
    private struct State {
        var isGone = false
        var next = 0
        var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// That of the connection whose request is answered by this task. Nil where there is none, as in tests of the routes alone.
    @TaskLocal package static var current: ClientPresence?

    /// Whether the client of this task's request is known to be gone.
    package static var isOver: Bool {
        current?.state.withLock(\.isGone) ?? false
    }

    /// Called once the client has closed its side, or all of the connection.
    func leave() {
        let watchers = state.withLock { state in
            state.isGone = true
            defer { state.watchers = [:] }
            return state.watchers
        }
        for watcher in watchers.values { watcher.finish() }
    }

    /// Returns when the client is gone, or the task is cancelled.
    package func end() async {
        let (end, watcher) = AsyncStream.makeStream(of: Void.self)
        let number: Int? = state.withLock { state in
            guard !state.isGone else { return nil }
            state.next += 1
            state.watchers[state.next] = watcher
            return state.next
        }
        guard let number else { return }
        for await _ in end {}
        state.withLock { $0.watchers[number] = nil }
    }
}
