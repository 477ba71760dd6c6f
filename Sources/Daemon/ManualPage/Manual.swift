/// How the discussion of a command is written.
enum Manual {
    /// What there is to know, and how it is typed.
    static func text(_ words: String = "", example lines: String...) -> String {
        let examples = lines.map { "  \($0)" }.joined(separator: "\n")
        return (words.isEmpty ? "" : words + "\n\n") + (lines.count == 1 ? "Example:" : "Examples:") + "\n" + examples
    }
}
