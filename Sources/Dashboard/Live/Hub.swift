import JobStore
import ServiceLifecycle
import Synchronization

/// Looks at what is being watched, and tells those who watch it when it looks different.
///
/// Each view is looked at once for all who watch it, at most once in a second, and only when something was committed or a quarter
/// of a minute is over, since time alone opens gates and makes jobs due. While nobody watches it sleeps. Of each view the newest
/// frame is kept and no other, so that whoever reads slowly misses those between.
package final class Hub: Service {
    /// So many may watch at once. Whoever comes then has a page that stands still.
    static let capacity = 1000
    static let pause = Duration.seconds(1)
    private static let longestPause = 15

    private struct View {
        var frame: Frame?
        var bells: [ObjectIdentifier: Doorbell] = [:]
        /// What the store's version was when it was last looked at.
        var version: Int?
        /// How many pauses ago that was.
        var age = 0
    }

    private struct State {
        var views: [Watched: View] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = Doorbell()
    private let version: @Sendable () -> Int
    private let render: @Sendable (Watched) async throws -> String
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - version: rises with every change.
    ///   - sleep: throws a `CancellationError` when it is cancelled.
    init(
        version: @escaping @Sendable () -> Int, render: @escaping @Sendable (Watched) async throws -> String,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        (self.version, self.render, self.sleep) = (version, render, sleep)
    }

    /// Until it is told to stop. Then all who watch are sent away.
    package func run() async throws {
        defer { close() }
        try await cancelWhenGracefulShutdown { [self] in
            do {
                while !Task.isCancelled {
                    guard watcherCount > 0 else {
                        _ = await bell.wait(atMost: .seconds(3600))
                        continue
                    }
                    await look()
                    try await sleep(Self.pause)
                }
            } catch is CancellationError {}
        }
    }

    var watcherCount: Int {
        state.withLock { $0.views.values.reduce(0) { $0 + $1.bells.count } }
    }

    /// From here on somebody watches, until ``dismiss(_:)``.
    ///
    /// - Parameter shown: the name of the frame that is known already.
    /// - Returns: nil when no more may watch.
    func watcher(of watched: Watched, shown: String?) -> Watcher? {
        let watcher = Watcher(watched: watched, shown: shown)
        let isWelcome = state.withLock { state in
            guard !state.isClosed, state.views.values.reduce(0, { $0 + $1.bells.count }) < Self.capacity else {
                return false
            }
            state.views[watched, default: View()].bells[ObjectIdentifier(watcher.bell)] = watcher.bell
            return true
        }
        guard isWelcome else { return nil }
        bell.ring()
        return watcher
    }

    /// Whoever waits for the watcher's news waits no longer.
    func dismiss(_ watcher: Watcher) {
        state.withLock { state in
            state.views[watcher.watched]?.bells[ObjectIdentifier(watcher.bell)] = nil
            if state.views[watcher.watched]?.bells.isEmpty == true { state.views[watcher.watched] = nil }
        }
        watcher.bell.ring()
    }

    /// Returns when the view looks different from what the watcher has been told last, or `patience` is over; nil once the
    /// watcher is dismissed, the hub closed with nothing left to tell, or the task cancelled.
    func news(for watcher: inout Watcher, patience: Duration) async -> News? {
        while !Task.isCancelled, let (view, isLast) = view(of: watcher) {
            if let frame = view.frame, frame.name != watcher.shown {
                watcher.shown = frame.name
                return .frame(frame)
            }
            guard !isLast else { return nil }
            if await !watcher.bell.wait(atMost: patience) { return Task.isCancelled ? nil : .nothing }
        }
        return nil
    }

    /// Looks at what may look different now.
    func look() async {
        let version = version()
        for watched in due(at: version) {
            // What cannot be read now is looked at again after a pause.
            guard let html = try? await render(watched) else { continue }
            let bells: [Doorbell] = state.withLock { state in
                guard var view = state.views[watched] else { return [] }
                (view.version, view.age) = (version, 0)
                let name = Frame.name(of: html)
                let isNew = view.frame?.name != name
                if isNew { view.frame = Frame(html) }
                state.views[watched] = view
                return isNew ? Array(view.bells.values) : []
            }
            for bell in bells { bell.ring() }
        }
    }

    private func due(at version: Int) -> [Watched] {
        state.withLock { state in
            for watched in state.views.keys { state.views[watched]?.age += 1 }
            return state.views.filter { $1.version != version || $1.age >= Self.longestPause }.map(\.key)
        }
    }

    /// As it is, and whether it stays so, since the hub is closed.
    private func view(of watcher: Watcher) -> (View, isLast: Bool)? {
        state.withLock { state in
            guard let view = state.views[watcher.watched] else { return nil }
            return view.bells[ObjectIdentifier(watcher.bell)] == nil ? nil : (view, state.isClosed)
        }
    }

    private func close() {
        let bells = state.withLock { state in
            state.isClosed = true
            return state.views.values.flatMap(\.bells.values)
        }
        for bell in bells { bell.ring() }
    }
}

/// Somebody who watches.
struct Watcher: Sendable {
    let watched: Watched
    /// The name of the frame that was told last.
    fileprivate(set) var shown: String?
    fileprivate let bell = Doorbell()

    fileprivate init(watched: Watched, shown: String?) {
        (self.watched, self.shown) = (watched, shown)
    }
}

/// What somebody who watches is told.
enum News: Sendable {
    case frame(Frame)
    /// That there is nothing, but that we are still here.
    case nothing
}
