import Jobs
import Logging
import Synchronization

/// Keeps every request back while GitHub wants none. One for each budget: a reader's REST requests have one, its GraphQL
/// queries another.
///
/// Going on while limited is what gets an integration banned. The gate therefore closes as soon as an answer says that
/// the next request would be refused, and stays closed over restarts. It is saved when it closes and when it opens.
/// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api)
///
/// When its time is over it is ajar: a first request may go, and only the answer to that opens it for all.
final class RateLimitGate: Sendable {
    private struct State {
        var gate = GateState.open
        /// What the last answer said that is left.
        var budget: RateBudget?
        /// What the storage has, as far as we know.
        var saved: GateState?
        var isLoaded = false
        /// When GitHub last refused without saying for how long.
        var lastRefusal: Timestamp?
        var isSaving = false
    }

    /// A wait that is longer than this comes from a clock that was set, not from GitHub, whose window is an hour.
    static let longestWait = Milliseconds.seconds(24 * 60 * 60)
    static let window = Milliseconds.seconds(60 * 60)

    private let name: String
    private let state = Mutex(State())
    private let storage: any GitHubStorage
    private let logger: Logger

    init(_ name: String, storage: any GitHubStorage, logger: Logger) {
        self.name = name
        self.storage = storage
        self.logger = logger
    }

    /// Takes over what the last process knew, once. To be called before the first request.
    func load() async {
        guard !state.withLock(\.isLoaded) else { return }
        do {
            let loaded = try await storage.gate(name)
            state.withLock { state in
                guard !state.isLoaded else { return }
                state.isLoaded = true
                state.saved = loaded
                // What was answered meanwhile is newer.
                if state.gate == .open { state.gate = loaded ?? .open }
            }
        } catch {
            logger.error("the rate limit gate was not read", metadata: ["gate": "\(name)", "error": "\(error)"])
        }
    }

    /// What the last answer said that is left.
    var budget: RateBudget? {
        state.withLock(\.budget)
    }

    /// What it is closed by, or nil when a request may go.
    ///
    /// A gate that seems closed for more than a day was closed by another clock than the one that now tells the time. It
    /// is then closed for an hour, which is GitHub's window, and no longer.
    func closure(at now: Timestamp) -> GateClosure? {
        state.withLock { state in
            guard let until = state.gate.closedUntil, until > now, let reason = state.gate.reason else { return nil }
            let believed = until - now > Self.longestWait ? now + Self.window : until
            state.gate.closedUntil = believed
            return GateClosure(until: believed, reason: reason)
        }
    }

    /// What it was closed by, for as long as no answer has said that it is open again: also when its time is over.
    var unopened: GateClosure? {
        state.withLock { state in
            guard let until = state.gate.closedUntil, let reason = state.gate.reason else { return nil }
            return GateClosure(until: until, reason: reason)
        }
    }

    /// Whether requests should go one after another, lest more are sent than are left.
    func isNearlySpent(by requestsAtOnce: Int, at now: Timestamp) -> Bool {
        state.withLock(\.budget)?.isNearlySpent(by: requestsAtOnce, at: now) ?? false
    }

    /// Until when somebody who has spent so much has to leave the rest to others. Nil: not at all.
    func isKept(from spent: Int, at now: Timestamp) -> Timestamp? {
        state.withLock(\.budget).flatMap { $0.isKept(from: spent, at: now) ? $0.resetAt : nil }
    }

    /// Acts on what an answer says.
    ///
    /// An answer that was under way when the gate closed does not open it again, nor does a second refusal of that moment
    /// double the wait: only time opens it, and only what was asked after that counts anew.
    ///
    /// - Returns: until when it is closed now; nil when it is not.
    @discardableResult
    func record(_ verdict: RateLimitVerdict, _ budget: RateBudget? = nil, at now: Timestamp) async -> Timestamp? {
        let change: GateState? = state.withLock { state in
            let before = state.gate
            state.budget = budget ?? state.budget
            state.gate.apply(verdict, at: now, lastRefusal: state.lastRefusal)
            if case .refused(_, nil) = verdict, state.gate != before { state.lastRefusal = now }
            return state.gate == before ? nil : state.gate
        }
        if let change {
            log(change)
            await save()
        }
        return state.withLock(\.gate.closedUntil)
    }

    private func log(_ change: GateState) {
        guard let until = change.closedUntil, let reason = change.reason else {
            logger.info("GitHub answers again", metadata: ["gate": "\(name)"])
            return
        }
        let metadata: Logger.Metadata = ["gate": "\(name)", "closed_until": "\(until.iso8601)"]
        switch reason {
        case .primary: logger.notice("GitHub's budget is spent", metadata: metadata)
        case .secondary: logger.warning("GitHub wants fewer requests at once", metadata: metadata)
        case .unauthorized: logger.error("GitHub does not accept the credentials", metadata: metadata)
        }
    }

    /// Saves until the storage has the newest state. One caller at a time writes, so that no older state comes last.
    private func save() async {
        while let newest = beginSaving() {
            do {
                try await storage.setGate(name, to: newest)
                endSaving(newest)
            } catch {
                // The requests are kept back all the same; only a restart would forget it. The next change tries again.
                logger.error("the rate limit gate was not saved", metadata: ["gate": "\(name)", "error": "\(error)"])
                endSaving(nil)
                return
            }
        }
    }

    private func beginSaving() -> GateState? {
        state.withLock { state in
            guard !state.isSaving, state.saved != state.gate else { return nil }
            state.isSaving = true
            return state.gate
        }
    }

    private func endSaving(_ saved: GateState?) {
        state.withLock { state in
            state.saved = saved ?? state.saved
            state.isSaving = false
        }
    }
}
