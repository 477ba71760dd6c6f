import Foundation

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

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        hasColour = isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"] == nil
    }

    func print(_ text: String = "") {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// JSON as it reads best; text that is none as it is. What lies past `lines` is left out, and said to be.
    func pretty(_ json: [UInt8], lines limit: Int = .max) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json)),
            let pretty = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            )
        else { return String(decoding: json, as: UTF8.self) }
        let lines = String(decoding: pretty, as: UTF8.self).split(separator: "\n")
        guard lines.count > limit else { return lines.joined(separator: "\n") }
        return lines.prefix(limit).joined(separator: "\n") + styled("\n… \(lines.count - limit) more lines", .dim)
    }
}
