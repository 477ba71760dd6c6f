import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension HTTPClientRequest {
    /// Takes over only what can be sent: AsyncHTTPClient itself would also take `unix:` URLs, leave out a password and stop
    /// the process over a port above 65535.
    init(_ request: OutboundRequest) throws(OutboundError) {
        guard let url = URLComponents(string: request.url, encodingInvalidCharacters: false),
            let host = url.host, !host.isEmpty, (1...65535).contains(url.port ?? 80),
            let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https"
        else { throw .invalidURL }
        self.init(url: request.url)
        method =
            switch request.method {
            case .get: .GET
            case .post: .POST
            case .delete: .DELETE
            }
        headers = HTTPHeaders(request.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        if let user = url.user, !headers.contains(name: "authorization") {
            setBasicAuth(username: user, password: url.password ?? "")
        }
        if let bytes = request.body {
            body = .bytes(ByteBuffer(bytes: bytes))
        }
    }
}
