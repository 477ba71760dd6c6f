import AsyncHTTPClient
import Outbound

func withOutboundClient<Result>(_ body: (OutboundClient) async throws -> Result) async throws -> Result {
    try await HTTPClient.withHTTPClient(configuration: .outbound()) { client in
        try await body(OutboundClient(client))
    }
}

extension OutboundRequest {
    static func get(
        _ url: String, headers: [String: String] = [:], timeout: Duration = .seconds(10), limit: Int = 1 << 20,
        demand: BodyDemand = .whole
    ) -> OutboundRequest {
        OutboundRequest(
            method: .get, url: url, headers: headers, timeout: timeout, maxResponseBytes: limit, demand: demand
        )
    }
}

extension OutboundResponse {
    var text: String {
        String(decoding: body, as: UTF8.self)
    }
}
