import Jobs
import Synchronization

/// The attempts that are under way, each of which can be cancelled by itself.
final class RunningAttempts: Sendable {
    fileprivate struct Entry {
        var claim: Claim
        /// Ends the attempt's task; nil before that has begun.
        var end: AsyncStream<Never>.Continuation?
        var isCancelled = false
    }

    fileprivate struct State {
        /// By the claims' tokens: a job that was cancelled may run again before its old attempt is over.
        var entries: [String: Entry] = [:]
        /// Jobs that were to be cancelled since a claim began, and that may be among what it brings; nil while none is under way.
        var missed: Set<JobID>?
    }

    private let state = Mutex(State())

    /// Those that are under way, and whether these are all: none is being claimed.
    var underWay: (claims: [Claim], isWhole: Bool) {
        state.withLock { ($0.entries.values.map(\.claim), $0.missed == nil) }
    }

    /// Stops an attempt of a job, wherever it is.
    func cancel(_ id: JobID) {
        state.withLock { state in
            state.missed?.insert(id)
            let tokens = state.entries.filter { $0.value.claim.job.id == id }.keys
            for token in tokens { state.cancel(token) }
        }
    }

    /// Stops the attempts of claims.
    func cancel(_ claims: [Claim]) {
        state.withLock { state in
            for claim in claims { state.cancel(claim.token) }
        }
    }

    /// Before a claim: what is cancelled from here on may be among what it brings.
    func willClaim() {
        state.withLock { $0.missed = [] }
    }

    /// After it, with what it has brought. Of that, what somebody cancelled meanwhile is stopped before its start: its job may have been
    /// tried again since then and be this claim's, which is then given back.
    func begin(_ claims: [Claim]) {
        state.withLock { state in
            for claim in claims {
                let isCancelled = state.missed?.contains(claim.job.id) ?? false
                state.entries[claim.token] = Entry(claim: claim, isCancelled: isCancelled)
            }
            state.missed = nil
        }
    }

    /// Runs the attempt of a claim that has begun, in a task that is cancelled when the attempt is: from its start, where it was
    /// cancelled before.
    func run<Value: Sendable>(_ claim: Claim, _ attempt: @escaping @Sendable () async -> Value) async -> Value {
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        let isCancelled = state.withLock { state in
            state.entries[claim.token]?.end = end
            return state.entries[claim.token]?.isCancelled ?? false
        }
        defer { state.withLock { $0.entries[claim.token] = nil } }
        return await withTaskGroup(of: Value.self) { group in
            if isCancelled { group.cancelAll() }
            group.addTask {
                defer { end.finish() }
                return await attempt()
            }
            for await _ in ended {}
            group.cancelAll()
            guard let value = await group.next() else { preconditionFailure("the group has a child") }
            return value
        }
    }
}

extension RunningAttempts.State {
    fileprivate mutating func cancel(_ token: String) {
        entries[token]?.isCancelled = true
        entries[token]?.end?.finish()
    }
}
