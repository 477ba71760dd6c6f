import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The body of a request, when it says that it is JSON, or nothing of it.
enum RequestBody {
    /// - Throws: ``Problem`` for what is something else, too large, or nested too deep.
    static func json(of request: Request, maxBytes: Int) async throws -> Data {
        try checkContentType(of: request)
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: maxBytes)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(maxBytes)
        }
        try body.withUnsafeReadableBytes { try JSONNesting.check($0) }
        return Data(body.readableBytesView)
    }

    private static func checkContentType(of request: Request) throws(Problem) {
        guard let contentType = request.headers[.contentType], contentType != "application/json" else { return }
        let mediaType = contentType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard mediaType == "application/json" || mediaType.hasSuffix("+json") else {
            throw .unsupportedMediaType
        }
    }
}
