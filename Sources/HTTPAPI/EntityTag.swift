/// The strong validator of a representation (RFC 9110, section 8.8.3): 64 bits of FNV-1a over all that goes out.
///
/// It tells versions of one thing apart, and proves nothing against somebody who makes two with the same tag.
package struct EntityTag: Equatable, Sendable {
    /// With its quotes, as the header has it.
    package let text: String

    package init(of bytes: some Sequence<UInt8>) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        text = "\"" + String(repeating: "0", count: 16 - digits.count) + digits + "\""
    }

    /// Whether an `If-None-Match` names it (RFC 9110, section 13.1.2): a list of tags, or `*`, which every one that is there
    /// meets. Compared weakly: a `W/` before a tag makes no difference.
    package func isNamed(in ifNoneMatch: String?) -> Bool {
        guard let ifNoneMatch else { return false }
        if ifNoneMatch.filter({ $0 != " " && $0 != "\t" }) == "*" { return true }
        var rest = ifNoneMatch[...]
        // A tag may have commas in it, so what stands between quotes counts.
        while let open = rest.firstIndex(of: "\"") {
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "\"") else { return false }
            if rest[open...close] == text { return true }
            rest = inside[inside.index(after: close)...]
        }
        return false
    }
}
