package import Jobs
package import Logging
import Synchronization

/// Keeps every request back while GitHub's budget is spent. One per token, since the budget is the token's.
///
/// Going on while limited is what gets an integration banned. The gate therefore closes as soon as an answer says that
/// the next request would be refused, and stays closed over restarts. It is saved when it closes and when it opens.
/// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api)
package final class RateLimitGate: Sendable {
    private struct State {
        var closedUntil: Timestamp?
        /// What the storage has, as far as we know.
        var saved: GateState?
        var isSaving = false
    }

    /// A wait that is longer than this comes from a clock that was set, not from GitHub, whose window is an hour.
    static let longestWait = Milliseconds.seconds(24 * 60 * 60)
    static let window = Milliseconds.seconds(60 * 60)

    private let state = Mutex(State())
    private let storage: any GateStorage
    private let logger: Logger

    package init(storage: any GateStorage, logger: Logger) {
        self.storage = storage
        self.logger = logger
    }

    /// Takes over what the last process knew. To be called before the first request.
    package func load() async throws {
        let loaded = try await storage.loadGate()
        state.withLock { state in
            state.saved = loaded
            state.closedUntil = loaded?.closedUntil
        }
    }

    /// Until when no request may go out, or nil when one may.
    ///
    /// A gate that seems closed for more than a day was closed by another clock than the one that now tells the time. It
    /// is then closed for an hour, which is GitHub's window, and no longer.
    package func closedUntil(at now: Timestamp) -> Timestamp? {
        state.withLock { state in
            guard let until = state.closedUntil, until > now else { return nil }
            guard until - now > Self.longestWait else { return until }
            state.closedUntil = now + Self.window
            return state.closedUntil
        }
    }

    /// Acts on what an answer says about the budget.
    ///
    /// An answer that was under way when the gate closed does not open it again: only time does.
    func record(_ verdict: RateLimitVerdict, at now: Timestamp) async {
        let hasChanged = state.withLock { state in
            switch verdict {
            case .open:
                guard let until = state.closedUntil, until <= now else { return false }
                state.closedUntil = nil
            case .spent(let until), .refused(let until):
                guard state.closedUntil.map({ until > $0 }) ?? true else { return false }
                state.closedUntil = until
            }
            return true
        }
        guard hasChanged else { return }
        logChange(verdict)
        await save()
    }

    private func logChange(_ verdict: RateLimitVerdict) {
        switch verdict {
        case .open: logger.info("GitHub's budget is there again")
        case .spent(let until), .refused(let until):
            logger.notice("GitHub's budget is spent", metadata: ["closed_until": "\(until.iso8601)"])
        }
    }

    /// Saves until the storage has the newest state. One caller at a time writes, so that no older state comes last.
    private func save() async {
        while let newest = beginSaving() {
            do {
                try await storage.saveGate(newest)
                endSaving(newest)
            } catch {
                // The requests are kept back all the same; only a restart would forget it. The next change tries again.
                logger.error("The rate limit gate was not saved", metadata: ["error": "\(error)"])
                endSaving(nil)
                return
            }
        }
    }

    private func beginSaving() -> GateState? {
        state.withLock { state in
            let newest = GateState(closedUntil: state.closedUntil)
            guard !state.isSaving, state.saved != newest else { return nil }
            state.isSaving = true
            return newest
        }
    }

    private func endSaving(_ saved: GateState?) {
        state.withLock { state in
            state.saved = saved ?? state.saved
            state.isSaving = false
        }
    }
}
