import Hummingbird
import NIOCore

/// `GET /openapi.json`: the API's own document (OpenAPI 3.1), as it stands beside this file. The tests hold the routes to it.
struct DocumentRoutes: Sendable {
    static let text = String(decoding: PackageResources.openapi_json, as: UTF8.self)

    private let body = ResponseBody(byteBuffer: ByteBuffer(string: text))

    @Sendable func show(_: Request, _: APIContext) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }
}
