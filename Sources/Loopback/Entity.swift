import NIOCore

/// A body with its validator, encoded once and sent often.
struct Entity: Sendable {
    let body: ByteBuffer
    /// Weak, as GitHub's are, and made from the body alone: equal bodies have equal tags, in every run.
    let etag: String

    init(_ json: JSON) {
        let text = json.text
        body = ByteBuffer(string: text)
        etag = "W/\"\(String(Self.fnv1a(text.utf8), radix: 16))\""
    }

    /// Whether an `If-None-Match` names this tag (RFC 9110, section 13.1.2: the comparison is the weak one).
    func matches(ifNoneMatch: String) -> Bool {
        ifNoneMatch == "*"
            || ifNoneMatch.split(separator: ",").contains { candidate in
                let candidate = candidate.trimmingPrefix { $0 == " " }
                return candidate == etag || "W/" + candidate == etag
            }
    }

    /// FNV-1a, 64 bits: no defence against anybody, and none is needed here.
    private static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
