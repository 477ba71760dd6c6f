import Foundation
import Jobs

/// A file of `KEY=value` lines, as systemd's EnvironmentFile has them: blank lines and those that begin with `#` or `;` say nothing, and
/// quotes around a whole value are not part of it.
///
/// Unlike the environment, which many programs share, it is hookme's own: what it does not know there is a mistake.
struct ConfigurationFile {
    private(set) var values: [String: String] = [:]
    /// A sentence for each line that means nothing; no value is in it.
    private(set) var problems: [String] = []

    init(_ text: String, path: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            let place = "line \(index + 1) of \(path)"
            guard let sign = line.firstIndex(of: "=") else {
                problems.append("\(place) is not KEY=value")
                continue
            }
            let key = line[..<sign].trimmingCharacters(in: .whitespaces)
            if !Self.keys.contains(key) {
                problems.append("\(place) sets \(key.oneLine), which hookme does not know")
            } else if values[key] != nil {
                problems.append("\(place) sets \(key) again")
            }
            values[key] = Self.unquoted(line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces))
        }
    }

    private static let keys = Set(
        Setting.allCases.flatMap { $0.isSecret ? [$0.rawValue, $0.rawValue + "_FILE"] : [$0.rawValue] }
    )

    private static func unquoted(_ value: String) -> String {
        guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote else {
            return value
        }
        return String(value.dropFirst().dropLast())
    }
}
