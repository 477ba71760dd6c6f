import AsyncHTTPClient
import Foundation
import Loopback
import NIOCore
import NIOHTTP1
import Testing

/// A client of one stand-in. It follows no redirect and repeats nothing.
struct LoopbackClient {
    let http: HTTPClient
    let baseURL: String

    var port: Int {
        get throws { try #require(URL(string: baseURL)?.port) }
    }

    func get(_ target: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", target, headers)
    }

    /// Sends a `user-agent` unless it is told another one; an empty one is left out.
    func send(_ method: String, _ target: String, _ headers: [String: String] = [:], body: String? = nil) async throws
        -> Reply
    {
        var request = HTTPClientRequest(url: baseURL + target)
        request.method = HTTPMethod(rawValue: method)
        let headers = ["user-agent": "loopback-tests"].merging(headers) { _, given in given }
        request.headers = HTTPHeaders(headers.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) })
        request.body = body.map { .bytes(ByteBuffer(string: $0)) }
        let response = try await http.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 16 * 1024 * 1024)
        return Reply(status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView))
    }
}

struct Reply {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    subscript(header: String) -> String? {
        headers.first(name: header)
    }

    var text: String {
        String(decoding: body, as: UTF8.self)
    }

    var object: [String: Any] {
        get throws { try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:] }
    }

    var list: [[String: Any]] {
        get throws { try JSONSerialization.jsonObject(with: Data(body)) as? [[String: Any]] ?? [] }
    }

    func numbers() throws -> [Int] {
        try list.compactMap { $0["number"] as? Int }
    }
}

/// Serves the stand-in for as long as `body` runs.
func withClient<Result>(
    of standIn: some StandIn, _ body: (LoopbackClient) async throws -> Result
) async throws -> Result {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    return try await HTTPClient.withHTTPClient(configuration: configuration) { http in
        try await standIn.serve { baseURL in try await body(LoopbackClient(http: http, baseURL: baseURL)) }
    }
}
