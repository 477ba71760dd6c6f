import Hummingbird
import NIOCore

/// The name of a header field: Hummingbird uses the type without exporting its own name.
typealias HeaderName = HTTPFields.Element.Name

extension HeaderName {
    /// A name that HTTP does not allow is a mistake of the programmer's, and traps.
    static func named(_ name: String) -> HeaderName {
        guard let name = HeaderName(name) else { preconditionFailure("not a header name: \(name)") }
        return name
    }
}

/// What a stand-in answers: status, headers and body.
package struct LoopbackAnswer: Sendable {
    package var status: Int
    var headers: HTTPFields
    var body: ByteBuffer

    /// Makes an answer by hand. The content length follows from the body.
    ///
    /// - Parameters:
    ///   - status: From 200 to 599.
    ///   - headers: By name, in any case.
    ///   - body: Sent as UTF-8.
    package init(status: Int, headers: [String: String] = [:], body: String = "") {
        self.init(status: status, headers: HTTPFields(), body: ByteBuffer(string: body))
        for (name, value) in headers {
            setHeader(name, to: value)
        }
    }

    init(status: Int, headers: HTTPFields, body: ByteBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(status: Int, json: JSON) {
        self.init(status: status, headers: [.contentType: JSON.mediaType], body: ByteBuffer(string: json.text))
    }

    /// Replaces a header; nil removes it.
    package mutating func setHeader(_ name: String, to value: String?) {
        headers[.named(name)] = value
    }
}
