/// To which trace somebody's request belongs, as its `traceparent` header says (W3C Trace Context, section 3.2,
/// https://www.w3.org/TR/trace-context).
package struct TraceParent: Equatable, Sendable {
    /// As it is sent on, in version 00.
    package let text: String

    /// Nil for what is none, which is then ignored: a version that never will be, ids of zeros or of other than lower-case
    /// hexadecimal digits, a wrong length. Of a later version only what version 00 has is taken.
    package init?(_ header: String) {
        let bytes = Array(header.utf8)
        guard bytes.count >= Self.length, [2, 35, 52].allSatisfy({ bytes[$0] == Self.dash }) else { return nil }
        let (version, trace, parent, flags) = (bytes[0..<2], bytes[3..<35], bytes[36..<52], bytes[53..<55])
        guard [version, trace, parent, flags].allSatisfy({ $0.allSatisfy(\.isLowerHex) }),
            trace.contains(where: { $0 != Self.zero }), parent.contains(where: { $0 != Self.zero }),
            !version.elementsEqual("ff".utf8)
        else { return nil }
        let isOurs = version.elementsEqual("00".utf8)
        guard bytes.count == Self.length || !isOurs && bytes[Self.length] == Self.dash else { return nil }
        let isSampled = UInt8(String(decoding: flags, as: UTF8.self), radix: 16).map { $0 & 1 == 1 } ?? false
        let kept = isOurs ? String(decoding: flags, as: UTF8.self) : isSampled ? "01" : "00"
        text = "00-\(String(decoding: trace, as: UTF8.self))-\(String(decoding: parent, as: UTF8.self))-\(kept)"
    }

    /// Of version 00, in characters.
    private static let length = 55
    private static let dash = UInt8(ascii: "-")
    private static let zero = UInt8(ascii: "0")
}

extension UInt8 {
    fileprivate var isLowerHex: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
