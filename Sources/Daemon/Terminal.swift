import Foundation
import Jobs

/// What a person reads: lines on standard output, each there at once, coloured only on a terminal (no-color.org).
struct Terminal: Sendable {
    enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
    }

    private let hasColour: Bool

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        hasColour = Self.isTerminal && environment["NO_COLOR"] == nil
    }

    func print(_ text: String = "") {
        Swift.print(text)
        fflush(nil)
    }

    func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// JSON as it reads best; text that is none, or longer than a megabyte, as it is. What lies past `lines`, or on a line past
    /// its first 500 characters, is left out, and said to be.
    func pretty(_ json: [UInt8], lines limit: Int = .max) -> String {
        let lines = text(of: json).split(
            separator: "\n", maxSplits: limit == .max ? .max : limit, omittingEmptySubsequences: false)
        var shown = lines.prefix(limit).map { $0.count > 500 ? $0.prefix(500).printable + "…" : $0.printable }
        if lines.count > limit {
            let more = lines[limit].utf8.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
            shown.append(styled("… \(more) more lines", .dim))
        }
        return shown.joined(separator: "\n")
    }

    private func text(of json: [UInt8]) -> String {
        guard json.count <= 1 << 20, let object = try? JSONSerialization.jsonObject(with: Data(json)),
            let pretty = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            )
        else { return String(decoding: json, as: UTF8.self) }
        return String(decoding: pretty, as: UTF8.self)
    }
}

extension Substring {
    /// Commands no terminal.
    fileprivate var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable || $0 == "\t" ? $0 : "\u{FFFD}" }))
    }
}
