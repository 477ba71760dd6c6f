import Jobs
import Logging
import Synchronization

/// The gates of all readers, each made when it is first asked for.
final class Gates: Sendable {
    /// What a request is taken from.
    enum Budget: String {
        case core
        case graphQL
    }

    private let storage: any GitHubStorage
    private let logger: Logger
    private let gates = Mutex<[String: RateLimitGate]>([:])

    init(storage: any GitHubStorage, logger: Logger) {
        self.storage = storage
        self.logger = logger
    }

    func gate(of reader: String, _ budget: Budget = .core) -> RateLimitGate {
        let name = budget == .core ? reader : reader + " graphql"
        return gates.withLock { gates in
            if let gate = gates[name] { return gate }
            let gate = RateLimitGate(name, storage: storage, logger: logger)
            gates[name] = gate
            return gate
        }
    }

    /// What keeps a request back. GraphQL has a budget of its own, but shares everything else.
    func closure(of reader: String, _ budget: Budget, at now: Timestamp) -> GateClosure? {
        let core = gate(of: reader).closure(at: now)
        guard budget == .graphQL else { return core }
        if let core, core.reason != .primary { return core }
        return gate(of: reader, .graphQL).closure(at: now)
    }

    func load(_ reader: String) async {
        await gate(of: reader).load()
        await gate(of: reader, .graphQL).load()
    }

    /// Acts on an answer. That the budget is spent concerns that budget; anything else all requests of this reader.
    ///
    /// - Returns: until when the gate that it concerns is closed now.
    func record(
        _ verdict: RateLimitVerdict, _ left: RateBudget?, of reader: String, _ budget: Budget, at now: Timestamp
    ) async -> Timestamp? {
        switch verdict {
        case .refused(.secondary, _), .refused(.unauthorized, _):
            return await gate(of: reader).record(verdict, at: now)
        case .open where budget == .graphQL && gate(of: reader).unopened?.reason != .primary:
            // An answer proves the credentials for both, and that there are not too many at once. REST's budget it does not.
            await gate(of: reader).record(verdict, at: now)
            return await gate(of: reader, budget).record(verdict, left, at: now)
        default:
            return await gate(of: reader, budget).record(verdict, left, at: now)
        }
    }
}
