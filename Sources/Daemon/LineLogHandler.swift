import Foundation
import Jobs
import Logging

/// LOG_FORMAT.
enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-11-23T22:44:04.123Z info     job completed attempt=1 job=7 task=octocat/Hello-World`
    case text
    /// One object a line: `time`, `level`, `message`, and the metadata as strings.
    case json
}

/// Writes each event as one line to standard output, with one system call, so that lines never mix.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat
    /// Of all that write with this one, unless one has a level of its own.
    private let level: Replaceable<Logger.Level>
    private var ownLevel: Logger.Level?

    init(format: LogFormat, level: Replaceable<Logger.Level>) {
        self.format = format
        self.level = level
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? level.current }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let bytes = Array((line(for: event, at: .now()) + "\n").utf8)
        // A log that nobody reads is no reason to stop or to wait: a line that a full pipe cannot take is dropped.
        var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&output, 1, 0) > 0 else { return }
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    /// One line without its end, whatever the event holds.
    func line(for event: LogEvent, at moment: Timestamp) -> String {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description)
        if let error = event.error { fields["error"] = "\(error)" }
        return switch format {
        case .text: Self.text(event, fields, moment)
        case .json: Self.json(event, fields, moment)
        }
    }

    private static func text(_ event: LogEvent, _ fields: [String: String], _ moment: Timestamp) -> String {
        let name = event.level.rawValue
        let level = name + String(repeating: " ", count: 8 - name.utf8.count)
        let pairs = fields.sorted { $0.key < $1.key }.map { "\($0)=\($1.asField)" }
        return ([moment.iso8601, level, event.message.description.printable] + pairs).joined(separator: " ")
    }

    private static func json(_ event: LogEvent, _ fields: [String: String], _ moment: Timestamp) -> String {
        var object = fields
        object["time"] = moment.iso8601
        object["level"] = event.level.rawValue
        object["message"] = event.message.description
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(object) else { return "{}" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// As the value of a text line's field: in quotes unless it is plainly one word.
    fileprivate var asField: String {
        if isPlainWord { return self }
        let isWord = unicodeScalars.allSatisfy { scalar in
            scalar.isPrintable && !scalar.properties.isWhitespace && scalar != "\"" && scalar != "="
        }
        if isWord, !isEmpty { return self }
        let quotable = replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(quotable.printable)\""
    }

    /// Nearly every word is, and a look at the properties of each of its characters is slow.
    private var isPlainWord: Bool {
        !isEmpty
            && utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
    }

    private var isPlain: Bool {
        utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Without anything that ends a line, hides text or commands a terminal: such characters are written as Swift's escapes.
    fileprivate var printable: String {
        if isPlain { return self }
        return unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case _ where scalar.isPrintable: String(scalar)
            default: "\\u{\(String(scalar.value, radix: 16))}"
            }
        }.joined()
    }
}
