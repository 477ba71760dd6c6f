import Jobs
import Synchronization

/// Who may not ask GraphQL, as of late: an hour after a refusal it is tried again, since tokens and servers change.
final class GraphQLRefusals: Sendable {
    private static let memory = Milliseconds.seconds(60 * 60)

    private let refusedUntil = Mutex<[String: Timestamp]>([:])

    func isRefused(to reader: String, at now: Timestamp) -> Bool {
        refusedUntil.withLock { ($0[reader] ?? .distantPast) > now }
    }

    func refuse(to reader: String, at now: Timestamp) {
        refusedUntil.withLock { $0 = [reader: now + Self.memory] }
    }
}
