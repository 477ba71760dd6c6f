import Synchronization

/// What may be replaced while others read it: each reads it anew when it needs it.
package final class Replaceable<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    package init(_ value: Value) {
        self.value = Mutex(value)
    }

    package var current: Value {
        value.withLock { $0 }
    }

    package func replace(with new: Value) {
        value.withLock { $0 = new }
    }
}
