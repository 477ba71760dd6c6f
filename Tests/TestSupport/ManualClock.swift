package import Jobs
import Synchronization

/// A clock that only a test moves.
package final class ManualClock: Sendable {
    private let moment: Mutex<Timestamp>

    package init(_ start: Timestamp = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)) {
        moment = Mutex(start)
    }

    package var now: Timestamp {
        moment.withLock { $0 }
    }

    package func advance(by wait: Milliseconds) {
        moment.withLock { $0 = $0 + wait }
    }
}
