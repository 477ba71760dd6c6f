import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /metrics`, for Prometheus.
struct MetricsRoute: Sendable {
    /// The text, and its media type.
    let exposition: @Sendable () async -> (text: String, contentType: String)

    @Sendable func show(_: Request, _: APIContext) async -> Response {
        let (text, contentType) = await exposition()
        return Response(
            status: .ok, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
