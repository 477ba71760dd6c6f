import HTTPTypes
import NIOCore
import NIOHTTP1

/// What is refused before a route is looked for.
extension Problem {
    static func malformed(_ detail: String) -> Problem {
        Problem(type: .malformedRequest, detail: "the request is not HTTP/1.1: \(detail)")
    }

    /// What the parser stumbled over.
    ///
    /// - Parameter hasTarget: whether the target was read to its end, so that what is too long comes behind it.
    init(_ error: HTTPParserError, hasTarget: Bool) {
        switch error {
        case .headerOverflow where !hasTarget: self = .uriTooLong
        case .headerOverflow: self = .headTooLarge
        case .invalidEOFState: self = .malformed("it ends too early")
        default: self = .malformed("\(error)")
        }
    }

    static let uriTooLong = Problem(
        type: .uriTooLong, detail: "the target must not be longer than \(FrontLimits.uriBytes) bytes"
    )
    static let headTooLarge = Problem(
        type: .headTooLarge,
        detail:
            "a head must not have more than \(FrontLimits.fields) fields, nor \(FrontLimits.headBytes) bytes, nor a "
            + "field of more than \(FrontLimits.fieldBytes)"
    )
    static let headTimeout = Problem(type: .requestTimeout, detail: "the head did not come in time")
    static let bodyTimeout = Problem(type: .requestTimeout, detail: "the body did not come in time")
    static let tooManyConnections = Problem(
        type: .overloaded, detail: "too many connections are open", headers: [.retryAfter: "1"]
    )
    static let tooManyBodies = Problem(
        type: .overloaded, detail: "too many requests with bodies are under way", headers: [.retryAfter: "1"]
    )

    /// The answer that ends a connection, as its parts.
    func parts() -> (HTTPResponseHead, ByteBuffer) {
        let body = self.body.buffer()
        var fields = HTTPHeaders(headers.map { ($0.name.rawName, $0.value) })
        fields.add(name: "content-type", value: Problem.contentType)
        fields.add(name: "content-length", value: "\(body.readableBytes)")
        fields.add(name: "connection", value: "close")
        return (HTTPResponseHead(version: .http1_1, status: .init(statusCode: status.code), headers: fields), body)
    }
}
