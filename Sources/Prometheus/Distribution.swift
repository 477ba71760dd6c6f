import CoreMetrics
import Synchronization

/// How many values fell into each bucket of a histogram, and their sum. Whoever records one takes no lock.
final class Distribution: Sendable {
    private final class Tally: Sendable {
        let count = Atomic<UInt64>(0)
    }

    /// The upper bounds, ascending: a value falls into the first bucket that it is not above.
    let bounds: [Double]
    /// One for each bound, and the last for what is above all of them.
    private let tallies: [Tally]
    private let total = Number()

    init(upTo bounds: [Double]) {
        self.bounds = bounds
        tallies = (0...bounds.count).map { _ in Tally() }
    }

    /// How many values were not above each bound, then how many there were, and what they come to. Counts of one reading
    /// agree with each other; the sum may lack what is being recorded.
    var reading: (cumulative: [UInt64], sum: Double) {
        var count: UInt64 = 0
        let cumulative = tallies.map { tally in
            count += tally.count.load(ordering: .relaxed)
            return count
        }
        return (cumulative, total.value)
    }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        tallies[place].count.add(1, ordering: .relaxed)
        total.add(value)
    }
}

extension Distribution: RecorderHandler, TimerHandler {
    func record(_ value: Int64) {
        record(Double(value))
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }
}
