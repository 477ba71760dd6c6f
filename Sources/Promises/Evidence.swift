package import Foundation
package import Loopback

/// All that was seen of a daemon from the outside, in however many lives, once it has nothing left to do.
package struct Evidence: Sendable {
    package var ledger: Ledger
    package var tasks: [AcceptedTask]
    package var deliveries: [Delivery]
    package var collections: [Collection]
    /// The tasks that kill the process.
    package var poison: Set<String>
    /// Whether completed jobs were deleted once they were old.
    package var isPruned: Bool

    package init(
        ledger: Ledger, tasks: [AcceptedTask], deliveries: [Delivery], collections: [Collection],
        poison: Set<String> = [], isPruned: Bool = false
    ) {
        self.ledger = ledger
        self.tasks = tasks
        self.deliveries = deliveries
        self.collections = collections
        self.poison = poison
        self.isPruned = isPruned
    }

    /// Whether there may be no row of it.
    func mayBeGone(_ task: AcceptedTask) -> Bool {
        task.deletions > 0 || isPruned && deliveries.contains { $0.webhookID == task.webhookID && $0.isAccepted }
    }
}

/// A task that a client was told to be accepted, and what was asked of its job since then. What may have been asked counts too:
/// a request that the daemon's death left without an answer.
package struct AcceptedTask: Sendable {
    package var id: Int64
    package var webhookID: String
    /// `octocat/Hello-World`.
    package var task: String
    /// How often it was to be delivered again.
    package var redeliveries = 0
    /// How often it was to be tried again. If its payload was pruned by then, it collected again.
    package var retries = 0
    /// It was cancelled, and the client was told so.
    package var isCancelled = false
    /// How often it was cancelled or deleted, each of which lets its job be deleted.
    package var deletions = 0

    package init(id: Int64, webhookID: String, task: String) {
        self.id = id
        self.webhookID = webhookID
        self.task = task
    }
}

/// What arrived at the receiver.
package struct Delivery: Sendable {
    package var webhookID: String
    /// Of the body's bytes; equal for equal ones within this process.
    package var hash: Int
    /// Nil: it had no answer.
    package var status: Int?
    package var arrivedAt: Date

    package init(webhookID: String, hash: Int, status: Int?, arrivedAt: Date) {
        self.webhookID = webhookID
        self.hash = hash
        self.status = status
        self.arrivedAt = arrivedAt
    }

    /// - Parameter exchange: with its body.
    package init(_ exchange: Exchange) {
        self.init(
            webhookID: exchange.webhookID ?? "", hash: exchange.body.hashValue, status: exchange.status,
            arrivedAt: exchange.arrivedAt
        )
    }

    var isAccepted: Bool { status.map { (200...299).contains($0) } ?? false }
}

/// A request to GitHub for one of a repository's lists.
package struct Collection: Sendable {
    /// `octocat/Hello-World`.
    package var task: String
    package var arrivedAt: Date

    package init(task: String, arrivedAt: Date) {
        self.task = task
        self.arrivedAt = arrivedAt
    }

    /// Nil for a request of another kind, as for a user's name.
    package init?(_ exchange: Exchange) {
        let parts = exchange.path.split(separator: "/")
        guard parts.count >= 3, parts[0] == "repos" else { return nil }
        self.init(task: parts[1...2].joined(separator: "/"), arrivedAt: exchange.arrivedAt)
    }
}
