import Loopback
import Synchronization

/// A receiver that takes every delivery and counts them, and the jobs that they came from. A GET asks for the counts.
final class DeliveryCounter: StandIn {
    let log = ExchangeLog(capacity: 64, keepsBodies: false)
    let faults = FaultScript()
    private let counts = Mutex(Counts())

    private struct Counts {
        var deliveries = 0
        var jobs: Set<String> = []
    }

    /// Deliveries, and the jobs that they were of.
    var received: (deliveries: Int, jobs: Int) {
        counts.withLock { ($0.deliveries, $0.jobs.count) }
    }

    private static let delivered = LoopbackAnswer(status: 204)

    func answer(to request: Exchange) -> LoopbackAnswer {
        guard request.method == "POST" else { return LoopbackAnswer(status: 200, body: description) }
        counts.withLock { counts in
            counts.deliveries += 1
            counts.jobs.insert(request.webhookID ?? "")
        }
        return Self.delivered
    }

    private var description: String {
        let (deliveries, jobs) = received
        return #"{"deliveries":\#(deliveries),"jobs":\#(jobs)}"#
    }
}
