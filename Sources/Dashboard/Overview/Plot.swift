import JobStore
import Jobs

/// Lines over time, as SVG that the server draws, with a sentence for those who do not see it.
struct Plot {
    struct Line {
        /// A class of the style sheet.
        let kind: String
        let label: String
        /// `120`, or `1.2 s`.
        let sum: String
        let path: String
    }

    static let width = 600
    static let height = 100

    let title: String
    let summary: String
    let lines: [Line]
    /// The value at the upper edge, or that there is none.
    let top: String
    let begin: Moment?
    let middle: Moment?
    let end: Moment?

    /// - Parameter values: of each line, one for each span; nil: there is none there.
    init(
        _ title: String, _ summary: String, of spans: [HistorySpan],
        _ lines: [(kind: String, label: String, sum: String, values: [Int?])], unit: (Int) -> String
    ) {
        (self.title, self.summary) = (title, summary)
        let highest = lines.flatMap(\.values).compactMap(\.self).max()
        let top = Self.roundUp(highest ?? 0)
        self.top = highest == nil ? "nothing completed" : unit(top)
        self.lines = lines.map {
            Line(kind: $0.kind, label: $0.label, sum: $0.sum, path: Self.path($0.values, top: top))
        }
        begin = spans.first.map { Moment($0.begin) }
        middle = spans.isEmpty ? nil : Moment(spans[spans.count / 2].begin)
        end = spans.last.map { Moment($0.begin) }
    }

    /// A value alone, between two gaps, is drawn as a stroke as long as its span.
    static func path(_ values: [Int?], top: Int, width: Int = width, height: Int = height) -> String {
        let step = Double(width) / Double(max(1, values.count - 1))
        var path = ""
        var isDrawing = false
        for (place, value) in values.enumerated() {
            guard let value else {
                isDrawing = false
                continue
            }
            let y = Double(height) * (1 - Double(value) / Double(max(1, top)))
            let isAlone = !isDrawing && (place + 1 >= values.count || values[place + 1] == nil)
            let x = Double(place) * step
            path += "\(isDrawing ? "L" : "M")\(short(isAlone ? max(0, x - step) : x)) \(short(y))"
            if isAlone { path += "h\(short(step))" }
            isDrawing = true
        }
        return path
    }

    /// What is counted in spans, the last of which is not over: it is left out while it would look as if less were done.
    static func withoutFall(_ counts: [Int]) -> [Int?] {
        guard let last = counts.last, let before = counts.dropLast().last, last < before else { return counts }
        return counts.dropLast() + [nil]
    }

    /// What is measured in spans, the last of which has only begun: it says little, and is left out where another says more.
    static func withoutBeginning(_ values: [Int?]) -> [Int?] {
        values.dropLast().contains { $0 != nil } ? values.dropLast() + [nil] : values
    }

    /// The next of 1, 2, 5, 10, 20, 50…, so that the edge stays where it is for a while.
    static func roundUp(_ value: Int) -> Int {
        var power = 1
        while true {
            for step in [1, 2, 5] where value <= step * power { return step * power }
            guard power < Int.max / 100 else { return Int.max }
            power *= 10
        }
    }

    private static func short(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
