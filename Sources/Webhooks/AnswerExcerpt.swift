import Foundation
import Jobs

/// The beginning of a receiver's answer, fit for a log line and a database column.
///
/// One line of printable characters, at most `maxCharacters`. Many servers repeat the path in their error pages, and a
/// webhook's path is often its secret, so the parts of the address are left out; so are the signatures and their secrets, which
/// a receiver that is being debugged may show.
struct AnswerExcerpt {
    /// What is read of an answer. The rest is dropped with the connection.
    static let maxBytes = 4096
    static let maxCharacters = 200

    let text: String

    /// - Parameter proof: the headers that the delivery was signed with, and the secrets.
    init(_ body: [UInt8], hiding url: String, proof: [String] = []) {
        let secrets = Self.secrets(of: url) + proof.flatMap(Self.codes)
        // What is no UTF-8 is replaced first, so that no secret is made of it.
        let answer = secrets.reduce(Array(String(decoding: body, as: UTF8.self).utf8)) { $0.hiding($1) }
        text = String(String(decoding: answer, as: UTF8.self).oneLine.prefix(Self.maxCharacters))
    }

    /// The base64 and the hexadecimal numbers of a text, also as JSON may write them. What is shorter, such as a time, is none.
    private static func codes(in text: String) -> [String] {
        text.split { " ,=_".contains($0) }.filter { $0.count >= 32 }
            .flatMap { [String($0), String($0).replacing("/", with: "\\/")] }
    }

    /// Everything of the address that may be a secret, the longest first, so that no part is left over of a longer one.
    private static func secrets(of url: String) -> [String] {
        guard let parts = URLComponents(string: url) else { return [url] }
        let whole = [url, parts.percentEncodedPath, parts.path, parts.percentEncodedQuery, parts.query]
        // Short ones are words such as `hook`, and no secrets.
        let items = (parts.percentEncodedQueryItems ?? []).flatMap { [$0.name, $0.value ?? ""] }
        let written = parts.percentEncodedPath.split(separator: "/").map(String.init) + items
        let pieces = written + written.compactMap(\.removingPercentEncoding)
        let credentials = [parts.user, parts.password].compactMap(\.self)
        let header = Data(credentials.joined(separator: ":").utf8).base64EncodedString()
        return (whole.compactMap(\.self) + pieces.filter { $0.count >= 6 } + credentials + [header])
            .filter { $0.count > 1 }
            .sorted { $0.count > $1.count }
    }
}

extension [UInt8] {
    /// With `…` in the place of a text, whatever the case of its ASCII letters.
    ///
    /// Byte by byte: a search by characters passes over one to which the answer adds an accent, and Foundation's ends the process where
    /// the text ends with a zero.
    fileprivate func hiding(_ secret: String) -> [UInt8] {
        let secret = secret.utf8.map(\.lowercase)
        let text = map(\.lowercase)
        var (shown, place) = ([UInt8](), 0)
        while place < count {
            if text[place] == secret[0], text[place...].starts(with: secret) {
                shown.append(contentsOf: "…".utf8)
                place += secret.count
            } else {
                shown.append(self[place])
                place += 1
            }
        }
        return shown
    }
}

extension UInt8 {
    fileprivate var lowercase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
