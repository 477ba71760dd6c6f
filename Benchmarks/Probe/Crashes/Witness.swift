import Loopback
import Promises
import Synchronization

/// Remembers what arrived at the stand-ins, which forget.
final class Witness: Sendable {
    private let seen = Mutex<(deliveries: [Delivery], collections: [Collection])>(([], []))

    func note(_ delivery: Delivery) {
        seen.withLock { $0.deliveries.append(delivery) }
    }

    func note(_ collection: Collection) {
        seen.withLock { $0.collections.append(collection) }
    }

    var deliveries: [Delivery] { seen.withLock(\.deliveries) }
    var collections: [Collection] { seen.withLock(\.collections) }
}

/// A GitHub whose requests are remembered.
struct WatchedGitHub: StandIn {
    let github: LoopbackGitHub
    let witness: Witness

    var log: ExchangeLog { github.log }
    var faults: FaultScript { github.faults }

    func answer(to request: Exchange) -> LoopbackAnswer {
        github.answer(to: request)
    }

    func complete(_ answer: LoopbackAnswer, to request: Exchange) -> LoopbackAnswer {
        github.complete(answer, to: request)
    }

    func didAnswer(_ exchange: Exchange) {
        if let collection = Collection(exchange) { witness.note(collection) }
    }
}
