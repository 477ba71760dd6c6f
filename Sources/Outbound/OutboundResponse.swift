/// The answer to an `OutboundRequest`, whatever its status.
package struct OutboundResponse: Sendable {
    package var status: Int
    package var body: [UInt8]
    /// There was, or may have been, more than `body`. Only where an excerpt was asked for.
    package var isTruncated: Bool
    private var headers: [String: String]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8], isTruncated: Bool) {
        self.status = status
        self.body = body
        self.isTruncated = isTruncated
        self.headers = Dictionary(
            headers.map { ($0.name.lowercased(), $0.value) },
            uniquingKeysWith: { "\($0), \($1)" }
        )
    }

    /// The value of a header field, whatever the case of its name. Repeated fields come joined by commas (RFC 9110, 5.3).
    package func header(_ name: String) -> String? {
        headers[name.lowercased()]
    }
}
