import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Single requests, for what is not measured.
enum HTTP {
    /// Returns the body.
    static func get(_ url: String) async throws -> String {
        let (body, _) = try await URLSession.shared.data(for: try request(url))
        return String(decoding: body, as: UTF8.self)
    }

    /// Posts JSON and returns the status.
    static func post(_ json: String, to url: String) async throws -> Int? {
        var request = try request(url)
        request.httpMethod = "POST"
        request.httpBody = Data(json.utf8)
        request.setValue("application/json", forHTTPHeaderField: "content-type")
        let (_, answer) = try await URLSession.shared.data(for: request)
        return (answer as? HTTPURLResponse)?.statusCode
    }

    private static func request(_ url: String) throws -> URLRequest {
        guard let url = URL(string: url) else { throw BenchError("not a URL: \(url)") }
        return URLRequest(url: url, timeoutInterval: 10)
    }
}
