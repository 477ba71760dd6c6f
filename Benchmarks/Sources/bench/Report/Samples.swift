/// One figure, once a round.
struct Samples: Sendable {
    private(set) var values: [Double]

    init(_ values: [Double] = []) {
        self.values = values
    }

    mutating func add(_ value: Double) {
        values.append(value)
    }

    /// Nil where there are none.
    var median: Double? { values.quantile(0.5) }

    /// Round by round, so that what disturbed a round disturbs both sides of the ratio.
    func ratio(to other: Samples) -> Samples {
        Samples(zip(values, other.values).map { $0 / $1 })
    }
}

extension [Double] {
    /// The smallest value that a share of all does not exceed; halfway between two for the median of an even number.
    func quantile(_ share: Double) -> Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        if share == 0.5, count.isMultiple(of: 2) { return (sorted[count / 2 - 1] + sorted[count / 2]) / 2 }
        let rank = (Double(count) * share).rounded(.up)
        return sorted[Swift.min(Swift.max(Int(rank) - 1, 0), count - 1)]
    }
}
