import Foundation
import Jobs

/// Turns the texts of settings into values and gathers what is wrong with them. What it returns for a wrong one is any
/// value of the type: `finish` throws before anybody sees it.
struct SettingParser {
    private let source: SettingSource
    private var problems: [String] = []

    init(_ source: SettingSource) {
        self.source = source
    }

    func finish() throws(ConfigurationError) {
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    }

    mutating func text(_ setting: Setting) -> String {
        do {
            if let text = try source.text(of: setting) { return text }
            note("\(setting.rawValue) is required: \(setting.meaning)")
        } catch {
            for problem in error.problems { note(problem) }
        }
        return ""
    }

    /// The texts of all that have one, also of those whose text is wrong.
    var texts: [Setting: String] {
        // Why a text cannot be had, `text` says.
        Dictionary(uniqueKeysWithValues: Setting.allCases.map { ($0, (try? source.text(of: $0)) ?? "") })
    }

    /// Whether it has a text, or a file that perhaps only others may read.
    func isGiven(_ setting: Setting) -> Bool {
        do {
            return try source.text(of: setting).map { !$0.isEmpty } ?? false
        } catch {
            return true
        }
    }

    /// The file that a secret stands in, if it does.
    func file(_ setting: Setting) -> String? {
        // Where it cannot be read, `text` has said so.
        try? source.file(of: setting)
    }

    /// Nil where there is none. What a header cannot carry is refused here, and not by each request.
    mutating func token(_ setting: Setting) -> String? {
        let text = text(setting)
        if !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            reject(setting, text, "visible ASCII characters without spaces")
        }
        return text.isEmpty ? nil : text
    }

    mutating func number(_ setting: Setting, in range: ClosedRange<Int>) -> Int {
        let text = text(setting)
        if let number = Int(text), range.contains(number) { return number }
        let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
        reject(setting, text, "a whole number from \(range.lowerBound)\(end)")
        return range.lowerBound
    }

    /// As GitHub names the versions of its API.
    mutating func date(_ setting: Setting) -> String {
        let text = text(setting)
        if text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) == nil {
            reject(setting, text, "a date, such as 2022-11-28")
        }
        return text
    }

    /// A number from 0, or -1 for no limit, which is nil.
    mutating func limit(_ setting: Setting, upTo most: Int = .max) -> Int? {
        let limit = number(setting, in: -1...most)
        return limit < 0 ? nil : limit
    }

    /// At most a year: more than that is a mistake in the unit.
    mutating func milliseconds(_ setting: Setting, atLeast least: Int = 0) -> Milliseconds {
        Milliseconds(Int64(number(setting, in: least...31_536_000_000)))
    }

    /// As ``milliseconds(_:atLeast:)``, or -1 for no limit, which is nil.
    mutating func optionalMilliseconds(_ setting: Setting, atLeast least: Int = 0) -> Milliseconds? {
        let count = number(setting, in: -1...31_536_000_000)
        guard count >= 0 else { return nil }
        if count < least { reject(setting, "\(count)", "-1, or a whole number from \(least)") }
        return Milliseconds(Int64(count))
    }

    /// A number from `least`, or -1 for no limit, which is nil.
    mutating func bytes(_ setting: Setting, atLeast least: Int) -> Int? {
        guard let bytes = limit(setting) else { return nil }
        if bytes < least { reject(setting, "\(bytes)", "-1, or a whole number from \(least)") }
        return bytes
    }

    mutating func flag(_ setting: Setting) -> Bool {
        let text = text(setting)
        if let flag = Bool(text) { return flag }
        reject(setting, text, "true or false")
        return false
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ setting: Setting) -> Word {
        let text = text(setting)
        if let word = Word(rawValue: text) { return word }
        reject(setting, text, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
        return Word.allCases[Word.allCases.startIndex]
    }

    /// An `http` or `https` URL with a host, without a trailing slash.
    mutating func url(_ setting: Setting) -> String {
        let text = text(setting)
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false),
            url.scheme == "http" || url.scheme == "https", let host = url.host, !host.isEmpty,
            (1...65535).contains(url.port ?? 80), url.fragment == nil,
            setting.isSecret || url.user == nil
        else {
            if !text.isEmpty { reject(setting, text, "an http or https URL, such as https://example.com/path") }
            return text
        }
        return text.hasSuffix("/") && setting == .apiURL ? String(text.dropLast()) : text
    }

    private mutating func reject(_ setting: Setting, _ text: String, _ allowed: String) {
        // A URL may have a password before its `@`, also where none is allowed.
        let isShown = !setting.isSecret && !text.contains("@")
        note("\(setting.rawValue) is \(isShown ? "'\(text)'" : "a wrong value"), but must be \(allowed)")
    }

    mutating func note(_ problem: String) {
        if !problems.contains(problem) { problems.append(problem) }
    }
}
