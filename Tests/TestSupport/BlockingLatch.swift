import Dispatch
import Synchronization

/// Blocks the thread that comes to it, as a slow disk does, until it is opened.
package final class BlockingLatch: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)

    package init() {}

    /// Returns when somebody has come to it.
    package func isReached() async {
        while !reached.withLock({ $0 }) { await Task.yield() }
    }

    package func wait() {
        reached.withLock { $0 = true }
        semaphore.wait()
    }

    package func open() {
        semaphore.signal()
    }
}
