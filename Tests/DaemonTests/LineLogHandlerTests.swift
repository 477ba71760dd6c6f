import Foundation
import Jobs
import Logging
import Testing

@testable import Daemon

struct LineLogHandlerTests {
    private static let moment = Timestamp(millisecondsSinceEpoch: 1_800_000_000_123)
    private static let time = "2027-01-15T08:00:00.123Z"

    private func line(
        _ format: LogFormat, _ level: Logger.Level = .info, _ message: String = "job completed",
        _ metadata: Logger.Metadata? = nil, error: (any Error)? = nil
    ) -> String {
        var handler = LineLogHandler(format: format, level: Replaceable(.trace))
        handler[metadataKey: "job"] = "7"
        let event = LogEvent(
            level: level, message: "\(message)", error: error, metadata: metadata, source: nil, file: "", function: "",
            line: 1
        )
        return handler.line(for: event, at: Self.moment)
    }

    @Test func `text has the time, the level, the message and the fields by name`() {
        #expect(
            line(.text, .warning, "job failed", ["task": "octocat/Hello-World", "attempt": "1"])
                == "\(Self.time) warning  job failed attempt=1 job=7 task=octocat/Hello-World"
        )
        #expect(line(.text, .critical) == "\(Self.time) critical job completed job=7")
    }

    @Test(arguments: [
        ("a b", #""a b""#), ("a=b", #""a=b""#), (#"say "no""#, #""say \"no\"""#), ("", #""""#),
        (#"C:\temp"#, #"C:\temp"#), (#"C:\a b"#, #""C:\\a b""#),
        ("a\nlevel=error", #""a\nlevel=error""#), ("a\r\n\tb", #""a\r\n\tb""#),
        ("\u{1B}[31mred", #""\u{1b}[31mred""#), ("\u{9B}31m", #""\u{9b}31m""#), ("a\u{85}b", #""a\u{85}b""#),
        ("a\u{2028}b", #""a\u{2028}b""#), ("a\u{202E}b", #""a\u{202e}b""#), ("\0", #""\u{0}""#),
        ("größer🎉", "größer🎉"),
    ])
    func `a hostile value stays on its line and in its field`(value: String, field: String) {
        #expect(line(.text, .info, "m", ["error": "\(value)"]) == "\(Self.time) info     m error=\(field) job=7")
    }

    @Test func `a new level is everybody's at once, but for who has one of its own`() {
        let level = Replaceable(Logger.Level.info)
        let handler = LineLogHandler(format: .text, level: level)
        var chatty = handler
        chatty.logLevel = .trace
        level.replace(with: .error)
        #expect(handler.logLevel == .error && chatty.logLevel == .trace)
    }

    @Test func `a hostile message stays on its line`() {
        let text = line(.text, .info, "a\n2027-01-15T08:00:00.123Z error   \u{1B}[2Jforged")
        #expect(text == #"\#(Self.time) info     a\n2027-01-15T08:00:00.123Z error   \u{1b}[2Jforged job=7"#)
    }

    @Test(arguments: ["a b", "say \"no\" \\ to", "a\nb\r\tc", "\u{1B}[31m", "\u{2028}", "", "größer🎉"])
    func `JSON is one object on one line that reads back as it was`(value: String) throws {
        let json = line(.json, .error, value, ["error": "\(value)"])
        #expect(!json.contains { $0.isNewline && $0 != "\u{2028}" })
        let object = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(object == ["time": Self.time, "level": "error", "message": value, "error": value, "job": "7"])
    }

    @Test func `no field can pass for the time, the level or the message`() throws {
        let json = line(.json, .error, "real", ["time": "x", "level": "info", "message": "forged"])
        let object = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(object == ["time": Self.time, "level": "error", "message": "real", "job": "7"])
    }

    @Test(arguments: LogFormat.allCases)
    func `an error that is logged as such is shown`(format: LogFormat) {
        #expect(line(format, .error, "request failed", error: CancellationError()).contains("CancellationError()"))
    }

    @Test func `an event's field goes before the logger's`() {
        #expect(line(.text, .info, "m", ["job": "8"]) == "\(Self.time) info     m job=8")
    }
}
