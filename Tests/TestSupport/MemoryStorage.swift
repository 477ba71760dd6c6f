import GitHub
package import Jobs
import Synchronization

/// What GitHub's side remembers, for as long as a test runs; fails when it is told to.
package final class MemoryStorage: GitHubStorage {
    package struct Broken: Error {}

    private struct State {
        var gates: [(name: String, state: GateState)] = []
        var pages: [PageKey: CachedPage] = [:]
        var names: [String: (name: String?, readAt: Timestamp)] = [:]
        var fails = false
        var isSaving = false
        var wasEnteredTwice = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Every state of a gate that was saved, in order.
    package var saved: [GateState] {
        state.withLock { $0.gates.map(\.state) }
    }

    package var pages: [PageKey: CachedPage] {
        state.withLock(\.pages)
    }

    /// By login in lower case.
    package var names: [String: String?] {
        state.withLock { $0.names.mapValues(\.name) }
    }

    package var fails: Bool {
        get { state.withLock(\.fails) }
        set { state.withLock { $0.fails = newValue } }
    }

    /// Whether one save of a gate began before another had ended.
    package var wasEnteredTwice: Bool {
        state.withLock(\.wasEnteredTwice)
    }

    package func gate(_ name: String) async throws(Broken) -> GateState? {
        try working { state in state.gates.last { $0.name == name }?.state }
    }

    package func setGate(_ name: String, to gate: GateState) async throws(Broken) {
        state.withLock { state in
            state.wasEnteredTwice = state.wasEnteredTwice || state.isSaving
            state.isSaving = true
        }
        await Task.yield()
        state.withLock { $0.isSaving = false }
        try working { $0.gates.append((name, gate)) }
    }

    package func page(_ key: PageKey) async throws(Broken) -> CachedPage? {
        try working { $0.pages[key] }
    }

    package func keepPage(_ page: CachedPage, as key: PageKey, maxBytes: Int) async throws(Broken) {
        try working { $0.pages[key] = page }
    }

    package func confirmPage(_ key: PageKey, at now: Timestamp) async throws(Broken) {
        try working { $0.pages[key]?.confirmedAt = now }
    }

    package func names(
        of logins: [String], on api: String, since: Timestamp, until now: Timestamp
    ) async throws(Broken) -> [String: String?] {
        try working { state in
            var names: [String: String?] = [:]
            for login in logins {
                guard let known = state.names[login], known.readAt >= since, known.readAt <= now else { continue }
                names[login] = .some(known.name)
            }
            return names
        }
    }

    package func keepNames(
        _ names: [String: String?], on api: String, at now: Timestamp, maxEntries: Int
    ) async throws(Broken) {
        try working { state in
            for (login, name) in names { state.names[login] = (name, now) }
        }
    }

    private func working<Value>(_ work: (inout State) -> Value) throws(Broken) -> Value {
        let value: Value? = state.withLock { $0.fails ? nil : work(&$0) }
        guard let value else { throw Broken() }
        return value
    }
}
