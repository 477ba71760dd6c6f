import Foundation

/// How long answers took, in ms.
struct Waits: CustomStringConvertible {
    let count: Int
    let p50: Double
    let p99: Double
    let longest: Double

    init(_ waits: [Double]) {
        let sorted = waits.sorted()
        count = sorted.count
        p50 = sorted.isEmpty ? 0 : sorted[count / 2]
        p99 = sorted.isEmpty ? 0 : sorted[min(count - 1, count * 99 / 100)]
        longest = sorted.last ?? 0
    }

    var description: String {
        "\(count) answers, " + String(format: "p50 %.1f ms, p99 %.1f ms, longest %.1f ms", p50, p99, longest)
    }
}
