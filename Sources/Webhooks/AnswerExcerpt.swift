import Foundation

/// The beginning of a receiver's answer, fit for a log line and a database column.
///
/// One line of printable characters, at most `maxCharacters`. Many servers repeat the path in their error pages, and a
/// webhook's path is often its secret, so the parts of the address are left out.
struct AnswerExcerpt {
    /// What is read of an answer. The rest is dropped with the connection.
    static let maxBytes = 4096
    static let maxCharacters = 200

    let text: String

    init(_ body: [UInt8], hiding url: String) {
        let answer = Self.secrets(of: url).reduce(String(decoding: body, as: UTF8.self)) { text, secret in
            text.replacingOccurrences(of: secret, with: "…")
        }
        let printable = answer.unicodeScalars.map { scalar in
            scalar.properties.generalCategory.isPrintable ? Character(scalar) : " "
        }
        let words = String(printable).split(separator: " ")
        text = String(words.joined(separator: " ").prefix(Self.maxCharacters))
    }

    /// The longest first, so that no part is left over of a longer one. A path of `/` alone is none.
    private static func secrets(of url: String) -> [String] {
        guard let parts = URLComponents(string: url) else { return [url] }
        return [url, parts.percentEncodedPath, parts.path, parts.percentEncodedQuery, parts.query, parts.password]
            .compactMap(\.self)
            .filter { $0.count > 1 }
            .sorted { $0.count > $1.count }
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
