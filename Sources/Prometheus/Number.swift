import CoreMetrics
import Synchronization

/// The value of a counter or of a gauge. Whoever changes it takes no lock.
final class Number: Sendable {
    /// A `Double` as its bits, which is what an exposition has: whole up to 2^53.
    private let bits = Atomic<UInt64>(0)

    var value: Double {
        Double(bitPattern: bits.load(ordering: .relaxed))
    }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (done, found) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return }
            old = found
        }
    }
}

/// A counter takes nothing back.
extension Number: CounterHandler, FloatingPointCounterHandler {
    func increment(by amount: Int64) {
        if amount > 0 { add(Double(amount)) }
    }

    func increment(by amount: Double) {
        add(amount)
    }

    func reset() {
        set(Double.zero)
    }
}

extension Number: MeterHandler, RecorderHandler {
    func set(_ value: Int64) {
        set(Double(value))
    }

    func decrement(by amount: Double) {
        add(-amount)
    }

    func record(_ value: Int64) {
        set(Double(value))
    }

    func record(_ value: Double) {
        set(value)
    }
}
