import Foundation
import GitHub

/// Writes the elements of a list one page after another, as JSON with commas between them, up to a number and a size.
///
/// Only the bytes stay in memory, and none of the items that they came from.
struct ListWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0
    /// Something was left out.
    private(set) var isCut = false
    private let maxCount: Int
    private let maxBytes: Int

    init(maxCount: Int?, maxBytes: Int) {
        self.maxCount = maxCount ?? .max
        self.maxBytes = maxBytes
    }

    /// How many more elements might find their place.
    var room: Int {
        maxCount - count
    }

    /// Whether one more element might find its place.
    var hasRoom: Bool {
        !isCut && room > 0
    }

    /// Notes that something is left out.
    mutating func cut() {
        isCut = true
    }

    /// - Throws: `answer` where an element cannot be written.
    mutating func add(_ elements: [some Encodable]) throws(GitHubError) {
        let encoder = JSONEncoder.ofPayloads
        for element in elements {
            guard room > 0 else {
                isCut = true
                return
            }
            let json = try encoder.json(of: element)
            guard bytes.count + json.count < maxBytes else {
                isCut = true
                return
            }
            if count > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: json)
            count += 1
        }
    }
}

extension JSONEncoder {
    /// Equal values give equal bytes: keys are sorted, and nothing is left to chance.
    static var ofPayloads: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    func json(of value: some Encodable) throws(GitHubError) -> Data {
        do {
            return try encode(value)
        } catch {
            // Only a number that JSON does not have could be in the way, and what comes from JSON has none.
            throw .answer("a value that cannot be written as JSON")
        }
    }
}
