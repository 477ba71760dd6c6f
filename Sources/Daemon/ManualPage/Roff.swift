/// Text as roff takes it (groff_man(7)), so that nothing in it is taken for a request.
struct Roff {
    private(set) var text = ""

    /// A request with its arguments, such as `.SH NAME`.
    mutating func request(_ name: String, _ arguments: String...) {
        text += ".\(name)" + arguments.map { " \"\(Self.escaped($0).replacing("\"", with: "\\(dq"))\"" }.joined() + "\n"
    }

    /// Lines of running text; an empty line begins a new paragraph, and lines that begin with two spaces are shown as they are.
    mutating func prose(_ words: String) {
        var isExample = false
        for line in words.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  ") != isExample {
                isExample.toggle()
                text += isExample ? ".PP\n.RS 4\n.nf\n" : ".fi\n.RE\n"
            }
            if line.isEmpty {
                text += ".PP\n"
            } else {
                text += Self.line(isExample ? line.dropFirst(2) : line) + "\n"
            }
        }
        if isExample { text += ".fi\n.RE\n" }
    }

    /// A term in bold, and what is said of it.
    mutating func item(_ term: String, _ words: String) {
        text += ".TP\n\\fB\(Self.escaped(term))\\fR\n"
        text += Self.line(words.isEmpty ? " " : words[...]) + "\n"
    }

    private static func line(_ line: some StringProtocol) -> String {
        let escaped = escaped(line)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// ASCII only, since what a terminal's encoding will be nobody knows here.
    static func escaped(_ text: some StringProtocol) -> String {
        text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\\": "\\e"
            case "-": "\\-"
            case "'": "\\(aq"
            case "^": "\\(ha"
            case "~": "\\(ti"
            case "`": "\\(ga"
            case _ where scalar.isASCII: String(scalar)
            default: "\\[u" + hexadecimal(scalar.value) + "]"
            }
        }.joined()
    }

    private static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
