package import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// What arrived at a stand-in, in order, with events for whoever waits for something to arrive.
///
/// The latest exchanges are kept, up to the capacity; the counts know all.
package final class ExchangeLog: Sendable {
    package let capacity: Int
    private let keepsBodies: Bool
    /// The stand-in's clock.
    let now: @Sendable () -> Date
    let state = Mutex(State())

    struct State {
        /// A ring: exchange n lies at `(n - 1) % capacity`.
        var kept: [Exchange] = []
        var arrived = 0
        var underWay = 0
        var mostAtOnce = 0
        var answersByStatus: [Int: Int] = [:]
        var waiters: [ExchangeWaiter] = []
        /// Tells the waiters apart.
        var waitersSoFar = 0
    }

    /// - Parameters:
    ///   - capacity: How many exchanges are kept, at least 1.
    ///   - keepsBodies: Whether with their bodies. Size and hash are always kept.
    ///   - now: The clock of the stand-in, for `arrivedAt` and for GitHub's budget.
    package init(capacity: Int = 4096, keepsBodies: Bool = true, now: @escaping @Sendable () -> Date = { Date() }) {
        precondition(capacity >= 1)
        self.capacity = capacity
        self.keepsBodies = keepsBodies
        self.now = now
    }

    /// How many requests have arrived, those included that are kept no more.
    package var count: Int {
        state.withLock(\.arrived)
    }

    /// The highest number of requests that were under way at the same moment: arrived, their answer not yet decided.
    ///
    /// A client that waits for each answer never gets above 1. `Fault.held` and `Fault.delay` keep a request under way.
    package var mostAtOnce: Int {
        state.withLock(\.mostAtOnce)
    }

    /// How many answers there were, by status. A dropped connection is none.
    package var answersByStatus: [Int: Int] {
        state.withLock(\.answersByStatus)
    }

    /// The exchanges that are kept, oldest first.
    package var exchanges: [Exchange] {
        state.withLock { $0.inOrder(capacity) }
    }

    func arrive(_ head: HTTPRequest, body: ByteBuffer) -> Exchange {
        let arrivedAt = now()
        let (exchange, waiters) = state.withLock { state in
            state.arrived += 1
            state.underWay += 1
            state.mostAtOnce = max(state.mostAtOnce, state.underWay)
            let exchange = Exchange(number: state.arrived, arrivedAt: arrivedAt, head: head, body: body)
            state.keep(entry(for: exchange), capacity)
            return (exchange, state.satisfiedWaiters(by: exchange))
        }
        for waiter in waiters { waiter.resume() }
        return exchange
    }

    /// - Parameter status: nil where the connection is dropped.
    func conclude(_ exchange: Exchange, status: Int?) -> Exchange {
        var exchange = exchange
        exchange.status = status
        let waiters = state.withLock { [exchange] state in
            state.underWay -= 1
            if let status { state.answersByStatus[status, default: 0] += 1 }
            if exchange.number > state.arrived - capacity {
                state.keep(entry(for: exchange), capacity)
            }
            return state.satisfiedWaiters(by: exchange)
        }
        for waiter in waiters { waiter.resume() }
        return exchange
    }

    /// A small body arrives in a large read buffer: a copy of its own lets go of that.
    private func entry(for exchange: Exchange) -> Exchange {
        var entry = exchange
        entry.buffer = keepsBodies ? ByteBuffer(bytes: exchange.buffer.readableBytesView) : ByteBuffer()
        return entry
    }
}

extension ExchangeLog.State {
    mutating func keep(_ exchange: Exchange, _ capacity: Int) {
        let place = (exchange.number - 1) % capacity
        if place == kept.endIndex {
            kept.append(exchange)
        } else {
            kept[place] = exchange
        }
    }

    func inOrder(_ capacity: Int) -> [Exchange] {
        let oldest = kept.count < capacity ? 0 : arrived % capacity
        return Array(kept[oldest...] + kept[..<oldest])
    }
}
