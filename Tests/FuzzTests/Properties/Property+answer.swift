import Foundation
import Jobs

@testable import Daemon

extension Property {
    /// What an API that a command asks may answer, and what of it is shown on a terminal.
    static let answer = Property("answer") { input in
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let json = Data(input)
        _ = try? decoder.decode(TaskDocument.self, from: json).waiting?.sentence
        _ = try? decoder.decode(TaskListDocument.self, from: json).tasks.count
        _ = try? decoder.decode(BatchDocument.self, from: json).results.count
        _ = try? decoder.decode(AttemptListDocument.self, from: json).all.count
        _ = try? decoder.decode(StatsDocument.self, from: json).report
        let shown = Terminal(environment: ["NO_COLOR": "1"]).pretty(input, lines: 40)
        try require(!shown.unicodeScalars.contains("\u{1B}"), "nothing of it commands the terminal")
        try require(
            shown.split(separator: "\n", omittingEmptySubsequences: false).count <= 41, "it is a screen at most")
    }
}
