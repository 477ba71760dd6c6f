/// What a server has said on a connection.
package struct RawAnswer: Sendable {
    package var bytes: [UInt8]
    /// The server has ended the connection.
    package var isClosed: Bool

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The status of each answer, without the informational ones, as far as they follow each other by their `content-length`.
    package var statuses: [Int] {
        var statuses: [Int] = []
        var rest = bytes[...]
        while let end = Self.headEnd(rest) {
            let head = String(decoding: rest[..<end], as: UTF8.self).lowercased()
            guard head.hasPrefix("http/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else { break }
            let length = head.firstMatch(of: /\r\ncontent-length: *([0-9]+)\r\n/).flatMap { Int($0.1) } ?? 0
            if status >= 200 { statuses.append(status) }
            rest = rest[end...].dropFirst(length)
        }
        return statuses
    }

    /// Behind the empty line.
    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (bytes.startIndex...bytes.endIndex - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
            .map { $0 + 4 }
    }
}
