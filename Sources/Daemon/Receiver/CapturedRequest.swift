import Loopback
import Outbound

/// An HTTP request as somebody has written it down: its headers, an empty line, and the body's bytes untouched. A request
/// line may come first. The head's lines end with LF or CRLF (RFC 9112, section 2.2).
struct CapturedRequest {
    private let headers: [(name: String, value: String)]
    let body: [UInt8]

    init(_ bytes: [UInt8]) throws(CapturedRequestError) {
        var headers: [(name: String, value: String)] = []
        var rest = bytes[...]
        for number in 1... {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw .noEmptyLine }
            var line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            if line.isEmpty { break }
            let text = String(decoding: line, as: UTF8.self)
            if let header = Self.header(text) {
                headers.append(header)
            } else if number > 1 || !text.contains(" HTTP/") {
                throw .notAHeader(line: number)
            }
        }
        self.headers = headers
        body = Array(rest)
    }

    /// As ``init(_:)`` reads it.
    static func bytes(of request: Exchange) -> [UInt8] {
        let lines = ["\(request.method) \(request.target) HTTP/1.1"] + request.headers.map { "\($0.name): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + request.body
    }

    /// The first of that name, in any case of its letters.
    func header(_ name: String) -> String? {
        headers.first { $0.name == name.lowercased() }?.value
    }

    /// The body as it was before it was compressed (WEBHOOK_GZIP_MIN_BYTES): what is signed.
    var content: [UInt8] {
        Gzip.content(of: body, coding: header("content-encoding"))
    }

    /// How long the content is, by its head. Nil where that does not say: a compressed body has another length.
    var promisedLength: String? {
        header("content-encoding") == nil ? header("content-length") : nil
    }

    /// Nil for what has no name before a colon (RFC 9110, section 5.6.2). A request line has a space before its first one.
    private static func header(_ line: String) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
            line[..<colon].utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#""(),/:;<=>?@[\]{}"#.utf8.contains($0) })
        else { return nil }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        return (line[..<colon].lowercased(), String(value.trimmingSuffix { $0 == " " || $0 == "\t" }))
    }
}

/// Why a file is not a captured request.
enum CapturedRequestError: Error, Equatable, CustomStringConvertible {
    case noEmptyLine
    case notAHeader(line: Int)

    /// Follows the file's name.
    var description: String {
        switch self {
        case .noEmptyLine: "has no empty line between the headers and the body"
        case .notAHeader(let line): "is not an HTTP request: its line \(line) is no header"
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isOut: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isOut(last) { text.removeLast() }
        return text
    }
}
