/// What a receiver looks at to tell who sent a delivery: the three headers as they came, and the body's bytes as they came.
package struct SignedDelivery: Equatable, Sendable {
    /// A header that is not there, or empty, is in none.
    private var headers: [WebhookHeader: String] = [:]
    package var body: [UInt8]

    package init(body: [UInt8], header: (WebhookHeader) -> String?) {
        self.body = body
        for name in WebhookHeader.allCases { self[name] = header(name) }
    }

    package subscript(_ header: WebhookHeader) -> String? {
        get { headers[header] }
        set { headers[header] = newValue == "" ? nil : newValue }
    }

    /// The signatures of its header, each as the name of its version and what follows the comma.
    package var signatures: [(version: Substring, value: Substring)] {
        (self[.signature] ?? "").split(separator: " ").map { one in
            let comma = one.firstIndex(of: ",") ?? one.endIndex
            return (one[..<comma], one[comma...].dropFirst())
        }
    }
}
