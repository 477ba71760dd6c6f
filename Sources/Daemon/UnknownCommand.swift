import ArgumentParser
import Jobs

/// A word where a command should be, of which there is none. ArgumentParser takes it for an argument too many.
struct UnknownCommand: Equatable {
    private var word: String
    /// What it stands behind: `hookme jobs`.
    private var path: String
    private var nearest: String?

    /// Nil where every word is a command, as far as there are commands below.
    init?(in arguments: some Sequence<String>, below root: any ParsableCommand.Type = Hookme.self) {
        var (command, path) = (root, root._commandName)
        for word in arguments {
            let below = command.configuration.subcommands
            guard !below.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let next = below.first(where: { $0._commandName == word }) else {
                (self.word, self.path) = (word, path)
                nearest = below.map { $0._commandName }.min { Self.edits(word, $0) < Self.edits(word, $1) }
                    .flatMap { Self.edits(word, $0) <= 2 ? $0 : nil }
                return
            }
            (command, path) = (next, "\(path) \(word)")
        }
        return nil
    }

    /// How many letters have to be taken away or added, to come from one word to another.
    private static func edits(_ one: String, _ other: String) -> Int {
        Array(other).difference(from: Array(one)).count
    }

    var sentence: String {
        let guess = nearest.map { ": did you mean '\(path) \($0)'?" } ?? ""
        return "there is no command '\(path) \(word.oneLine)'\(guess) (\(path) --help lists them)"
    }
}
