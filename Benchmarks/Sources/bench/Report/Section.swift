/// One letter of the report: a table of figures, each with a spread and perhaps a target.
struct Section: Sendable {
    let letter: String
    let title: String
    /// What is measured and how, in a few sentences.
    let text: String
    /// What the columns are, such as "connections".
    let corner: String
    let columns: [String]
    var rows: [Row]
    var rejectedRounds = 0

    struct Row: Sendable {
        let name: String
        /// One for each column; nil where there is nothing to say.
        let cells: [Cell?]
    }

    struct Cell: Sendable {
        let samples: Samples
        var bound: Bound?
    }
}

extension Section.Row {
    init(_ name: String, _ samples: [Samples?], bounds: [Int: Bound] = [:]) {
        self.name = name
        cells = samples.enumerated().map { column, samples in
            samples.flatMap { $0.values.isEmpty ? nil : Section.Cell(samples: $0, bound: bounds[column]) }
        }
    }
}

/// A target and what became of it.
struct Verdict: Sendable {
    let letter: String
    let figure: String
    let bound: Bound
    let median: Double

    var isReached: Bool { bound.holds(for: median) }
}

extension Section {
    var verdicts: [Verdict] {
        rows.flatMap { row in
            zip(columns, row.cells).compactMap { column, cell in
                guard let cell, let bound = cell.bound, let median = cell.samples.median else { return nil }
                let figure = columns.count == 1 ? row.name : "\(row.name), \(column)"
                return Verdict(letter: letter, figure: figure, bound: bound, median: median)
            }
        }
    }
}
