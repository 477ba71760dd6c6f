/// A webhook receiver that takes every delivery and remembers it.
///
/// Which deliveries fail, and how, is `faults`' affair:
/// ```swift
/// receiver.faults.add(.status(503), times: 2)                                             // the first two
/// receiver.faults.add(.status(500), times: 1, forEach: { $0.webhookID ?? "" })            // the first of each job
/// receiver.faults.add(.status(410)) { String(decoding: $0.body, as: UTF8.self).contains("octocat") }
/// ```
package final class LoopbackReceiver: StandIn {
    /// The deliveries.
    package let log: ExchangeLog
    package let faults = FaultScript()
    private let status: Int
    private let onDelivery: @Sendable (Exchange) -> Void

    /// - Parameters:
    ///   - status: What a delivery is answered with when no fault says otherwise.
    ///   - log: Keeps the deliveries. `faults` and `onDelivery` see their bodies also where it keeps none.
    ///   - onDelivery: Called with each delivery as soon as its answer is decided (a status of nil: dropped), before it is
    ///     sent, on the server's own threads.
    package init(
        status: Int = 200, log: ExchangeLog = ExchangeLog(),
        onDelivery: @escaping @Sendable (Exchange) -> Void = { _ in }
    ) {
        self.log = log
        self.status = status
        self.onDelivery = onDelivery
    }

    package func answer(to request: Exchange) -> LoopbackAnswer {
        LoopbackAnswer(status: status)
    }

    package func didAnswer(_ exchange: Exchange) {
        onDelivery(exchange)
    }
}
