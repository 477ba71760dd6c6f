package import Foundation
import Hummingbird
import NIOCore

/// One request and what came of it.
package struct Exchange: Sendable {
    /// From 1, in the order of arrival.
    package let number: Int
    package let arrivedAt: Date
    package let method: String
    /// Path and query, as sent.
    package let target: String
    /// The host that the client named, with its port.
    package let authority: String
    package let bodySize: Int
    /// Equal for equal bodies, within this process.
    package let bodyHash: Int
    /// The status answered; nil until then, and for good where the connection was dropped instead.
    package internal(set) var status: Int?
    let fields: HTTPFields
    var buffer: ByteBuffer

    init(number: Int, arrivedAt: Date, head: HTTPRequest, body: ByteBuffer) {
        self.number = number
        self.arrivedAt = arrivedAt
        method = head.method.rawValue
        target = head.path ?? "/"
        authority = head.authority ?? "localhost"
        bodySize = body.readableBytes
        bodyHash = body.hashValue
        fields = head.headerFields
        buffer = body
    }

    /// Empty in a log that keeps no bodies.
    package var body: [UInt8] {
        Array(buffer.readableBytesView)
    }

    /// The target up to its query, still percent-encoded.
    package var path: Substring {
        target.prefix { $0 != "?" }
    }

    /// What follows the `?`, if there is one.
    package var query: Substring? {
        target.firstIndex(of: "?").map { target[target.index(after: $0)...] }
    }

    /// Every header in the order sent, its name in lower case.
    package var headers: [(name: String, value: String)] {
        fields.map { ($0.name.canonicalName, $0.value) }
    }

    /// The value of a header, whatever the case of its name; several values come joined by commas.
    package func header(_ name: String) -> String? {
        HeaderName(name).flatMap { fields[$0] }
    }

    /// The id of a delivery, the same in all its retries (Standard Webhooks).
    package var webhookID: String? {
        header("webhook-id")
    }
}
