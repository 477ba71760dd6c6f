import Synchronization

/// Somebody who waits for exchanges of a certain kind.
struct ExchangeWaiter {
    let id: Int
    let wanted: Int
    let matches: @Sendable (Exchange) -> Bool
    let continuation: CheckedContinuation<[Exchange], any Error>
    /// By number: an exchange is looked at twice, and counts once.
    private(set) var found: [Int: Exchange] = [:]

    init(
        id: Int, wanted: Int, matches: @escaping @Sendable (Exchange) -> Bool,
        continuation: CheckedContinuation<[Exchange], any Error>
    ) {
        self.id = id
        self.wanted = wanted
        self.matches = matches
        self.continuation = continuation
    }

    var isSatisfied: Bool {
        found.count >= wanted
    }

    mutating func note(_ exchange: Exchange) {
        if found[exchange.number] != nil || matches(exchange) {
            found[exchange.number] = exchange
        }
    }

    func resume() {
        continuation.resume(returning: found.values.sorted { $0.number < $1.number })
    }
}

extension ExchangeLog {
    /// Waits until `count` exchanges match, and returns them in the order of their arrival.
    ///
    /// Each is looked at when it arrives (its `status` is nil then) and again when its answer is decided, so one may wait
    /// for either. Those before the call count too, as far as the log still keeps them. In a log that has to forget,
    /// `first { $0.number >= 100_000 }` waits for that many.
    ///
    /// - Parameters:
    ///   - count: At least 1.
    ///   - matches: Runs under the log's lock, so it must not ask the log itself.
    /// - Throws: `CancellationError`.
    @discardableResult
    package func first(
        _ count: Int = 1,
        where matches: @escaping @Sendable (Exchange) -> Bool = { _ in true }
    ) async throws -> [Exchange] {
        precondition(count >= 1)
        let id = state.withLock { state in
            state.waitersSoFar += 1
            return state.waitersSoFar
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(ExchangeWaiter(id: id, wanted: count, matches: matches, continuation: continuation))
            }
        } onCancel: {
            cancelWaiter(id)
        }
    }

    private func enter(_ waiter: ExchangeWaiter) {
        let satisfied = state.withLock { state -> ExchangeWaiter? in
            var waiter = waiter
            for exchange in state.inOrder(capacity) where !waiter.isSatisfied { waiter.note(exchange) }
            if waiter.isSatisfied { return waiter }
            state.waiters.append(waiter)
            return nil
        }
        satisfied?.resume()
        // A task that was cancelled before it entered has had its handler run in vain.
        if Task.isCancelled { cancelWaiter(waiter.id) }
    }

    private func cancelWaiter(_ id: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}

extension ExchangeLog.State {
    /// Shows the exchange to all who wait, and takes out those who need not wait any longer.
    mutating func satisfiedWaiters(by exchange: Exchange) -> [ExchangeWaiter] {
        guard !waiters.isEmpty else { return [] }
        for index in waiters.indices { waiters[index].note(exchange) }
        let satisfied = waiters.filter(\.isSatisfied)
        waiters.removeAll(where: \.isSatisfied)
        return satisfied
    }
}
