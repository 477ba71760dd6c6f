import Foundation
import Synchronization

/// A clock that stands still until it is told to go on. It starts half a second after midnight of 2026.
final class ManualClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_767_225_600.5)

    private let time = Mutex(ManualClock.start)

    var now: Date {
        time.withLock { $0 }
    }

    func advance(bySeconds seconds: Double) {
        time.withLock { $0 += seconds }
    }
}
