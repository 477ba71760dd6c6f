import HTTPAPI
import HTTPTypes
import Hummingbird
import NIOCore

/// The style sheet and the script, as they stand in `Assets/`, compiled into the binary. Their addresses change with what is in
/// them, so that a browser may keep each for good.
struct Asset: Sendable {
    static let style = Asset("style.css", "text/css; charset=utf-8", PackageResources.style_css)
    static let script = Asset("script.js", "text/javascript; charset=utf-8", PackageResources.script_js)

    let path: String
    let url: String
    private let contentType: String
    private let tag: EntityTag
    private let body: ByteBuffer

    private init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
        path = "/dashboard/\(name)"
        tag = EntityTag(of: bytes)
        url = "\(path)?v=\(tag.text.filter { $0 != "\"" })"
        self.contentType = contentType
        body = ByteBuffer(bytes: bytes)
    }

    @Sendable func show(_ request: Request, _: APIContext) -> Response {
        let isKnown = tag.isNamed(in: request.headers[.ifNoneMatch])
        var response = Response(
            status: isKnown ? .notModified : .ok, body: isKnown ? ResponseBody() : ResponseBody(byteBuffer: body)
        )
        response.headers = [
            .contentType: contentType, .eTag: tag.text, .xContentTypeOptions: "nosniff",
            .cacheControl: request.uri.queryParameters["v"] == nil ? "no-cache" : "max-age=31536000, immutable",
        ]
        return response
    }
}
