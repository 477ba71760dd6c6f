import Jobs

/// Columns that are aligned, for people; numbers to the right, the last column as it comes.
struct Table {
    private var rows: [[String]]
    private let numbers: Set<Int>

    /// - Parameter numbers: the columns that have numbers, from 0.
    init(_ header: [String] = [], numbers: Set<Int> = []) {
        rows = header.isEmpty ? [] : [header]
        self.numbers = numbers
    }

    /// What comes from outside is put on one line. Each row has as many cells.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map { $0.isEmpty ? "" : $0.oneLine })
    }

    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
        }
        return rows.map { row -> String in
            let cells = row.enumerated().map { column, cell -> String in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                if numbers.contains(column) { return gap + cell }
                return column == row.count - 1 ? cell : cell + gap
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
