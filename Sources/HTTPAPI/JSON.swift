import Foundation
import HTTPTypes
import Hummingbird

/// How everything that we answer is written: snake_case members in a fixed order, and slashes as they are.
enum JSON {
    static func response(
        _ status: HTTPResponse.Status, _ value: some Encodable, contentType: String = "application/json"
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(value)
        return Response(
            status: status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
