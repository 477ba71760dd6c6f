import NIOCore

/// A body and what validates it, encoded once and sent often.
struct Entity: Sendable {
    let body: ByteBuffer
    private let hash: UInt64

    init(_ json: JSON) {
        let text = json.text
        body = ByteBuffer(string: text)
        hash = FNV1a.hash(text.utf8)
    }

    /// The value of `Vary`.
    static let variesWith = "Accept, Authorization"

    /// The tag of this body for this client: weak, as GitHub's are, and the same in every run.
    ///
    /// GitHub's answers vary with the credentials and the media type asked for, and so do their tags: what one token has
    /// got is new to another one. `variesWith` says so to the client.
    func etag(for request: Exchange) -> String {
        let variant = [request.header("authorization"), request.header("accept")].map { $0 ?? "" }
        return "W/\"\(String(FNV1a.hash(variant.joined(separator: "\n").utf8, after: hash), radix: 16))\""
    }

    /// Whether an `If-None-Match` names the tag (RFC 9110, section 13.1.2: the comparison is the weak one).
    static func does(_ ifNoneMatch: String, name etag: String) -> Bool {
        ifNoneMatch == "*"
            || ifNoneMatch.split(separator: ",").contains { candidate in
                let candidate = candidate.trimmingPrefix { $0 == " " }
                return candidate == etag || "W/" + candidate == etag
            }
    }
}
