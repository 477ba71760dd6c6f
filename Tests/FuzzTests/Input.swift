import Jobs

/// What a property takes an input apart into, when it wants more than one text.
struct Input {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// Up to the next line's end, which is behind it then.
    mutating func line() -> String {
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[line.endIndex...].dropFirst()
        return String(decoding: line, as: UTF8.self)
    }

    /// Everything that is left.
    var remainder: [UInt8] {
        Array(rest)
    }

    /// From 0; 0 where nothing is left.
    mutating func byte() -> Int {
        rest.popFirst().map { Int($0) } ?? 0
    }
}

extension Timestamp {
    /// When all inputs come: 2026-11-28T00:00:00Z.
    static let today = Timestamp(millisecondsSinceEpoch: 1_795_824_000_000)
}
