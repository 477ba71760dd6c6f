import Foundation

extension Report {
    /// The report for programs: every round of every figure.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension Report: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine
        case settings
        case figures
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(settings, forKey: .settings)
        try container.encode(sections.flatMap(\.figures), forKey: .figures)
    }
}

/// A cell of a table.
private struct Figure: Encodable {
    let letter: String
    let name: String
    /// What its column is, and which it is.
    let per: String
    let column: String
    let rounds: [Double]
    let median: Double?
    let target: String?
    let isReached: Bool?
}

extension Section {
    fileprivate var figures: [Figure] {
        rows.flatMap { row in
            zip(columns, row.cells).compactMap { column, cell in
                cell.map { cell in
                    Figure(
                        letter: letter, name: row.name, per: corner, column: column, rounds: cell.samples.values,
                        median: cell.samples.median,
                        target: cell.bound.map { "\($0.direction.rawValue) \($0.limit.short)" },
                        isReached: cell.bound.flatMap { bound in cell.samples.median.map(bound.holds(for:)) }
                    )
                }
            }
        }
    }
}
