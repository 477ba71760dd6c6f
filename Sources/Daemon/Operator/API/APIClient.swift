import Foundation
import Jobs
import Outbound

/// Asks the API of a daemon, and tells what went wrong in words.
struct APIClient: Sendable {
    let client: OutboundClient
    /// Without a slash at the end.
    let site: String
    /// Nil: none is sent.
    let token: String?

    /// An answer with one of some statuses. Whatever else comes is a failure of the command.
    func send(
        _ method: OutboundRequest.Method, _ path: String, _ body: [UInt8]? = nil, expecting statuses: Set<Int> = [200]
    ) async throws(Failure) -> OutboundResponse {
        var headers = ["accept": "application/json", "user-agent": Hookme.userAgent]
        if body != nil { headers["content-type"] = "application/json" }
        if let token { headers["authorization"] = "Bearer \(token)" }
        let response: OutboundResponse
        do {
            response = try await client.send(
                OutboundRequest(
                    method: method, url: site + path, headers: headers, body: body, timeout: .seconds(60),
                    maxResponseBytes: 64 << 20, demand: .whole
                )
            )
        } catch {
            throw Failure(.unavailable, "no answer from \(site): \(error.sentence)")
        }
        // What an older daemon has no route for was not looked for.
        guard statuses.contains(response.status), response.problem?.type != "urn:hookme:problem:route-not-found" else {
            throw failure(response)
        }
        return response
    }

    func decode<Value: Decodable>(_: Value.Type, _ response: OutboundResponse) throws(Failure) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Value.self, from: Data(response.body))
        } catch {
            throw Failure(.unavailable, "what answers at \(site) is no hookme that this one understands")
        }
    }

    private func failure(_ response: OutboundResponse) -> Failure {
        let detail = response.problem?.detail.oneLine ?? "it answered \(response.status)"
        switch response.status {
        case 401 where token == nil: return Failure(.notAllowed, "\(site): \(detail): set HOOKME_TOKEN")
        case 401, 403: return Failure(.notAllowed, "\(site): \(detail)")
        case 300..<400:
            return Failure(.unavailable, "\(site) leads elsewhere, and a token is not sent there: name that place")
        default: return Failure(.unavailable, "\(site): \(detail)")
        }
    }
}

/// What is read of problem details (RFC 9457).
struct ProblemDocument: Decodable {
    var type: String
    var detail: String
}

extension OutboundResponse {
    /// What a refusal says; nil where nothing does.
    var problem: ProblemDocument? {
        guard status >= 400 else { return nil }
        return try? JSONDecoder().decode(ProblemDocument.self, from: Data(body))
    }
}

extension OutboundError {
    /// What is wrong, for a person.
    var sentence: String {
        switch self {
        case .timeout(let limit): "nothing came within \(limit.components.seconds) s"
        case .stalled: "it went silent"
        case .unreachable(let words), .interrupted(let words): words
        case .invalidURL: "that is not an http or https URL"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .cancelled: "cancelled"
        }
    }
}
