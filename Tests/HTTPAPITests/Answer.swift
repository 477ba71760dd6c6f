import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore

@testable import HTTPAPI

/// What the API answered.
struct Answer {
    var status: Int
    var headers: HTTPFields
    var body: String

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        body = String(buffer: response.body)
    }

    func decoded<Body: Decodable>(_: Body.Type = Body.self) throws -> Body {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Body.self, from: Data(body.utf8))
    }

    /// The members of the body, for what must not be there at all.
    func members() throws -> Set<String> {
        let object = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        return Set((object ?? [:]).keys)
    }
}

/// A job on the wire.
struct TaskBody: Decodable, Equatable {
    var ok: String?
    var id: Int64
    var username: String
    var repository: String
    var webhookUrl: String?
    var priority = 1
    var maxRetries: Int?
    var state: String
    var stage: String
    var runAt: String
    var runReason: String
    var attempts: Int
    var failures: Int
    var deferrals: Int
    var crashes: Int
    var errorClass: String?
    var lastError: String?
    var createdAt: String
    var finishedAt: String?
    var webhookId: String
}

/// Problem details (RFC 9457) with the original's two members.
struct ProblemBody: Decodable, Equatable {
    var type: String
    var title: String
    var status: Int
    var detail: String
    var code: Int
    var error: String

    init(_ type: ProblemType, _ detail: String) {
        (self.type, title, status, self.detail) = (type.uri, type.title, type.status.code, detail)
        (code, error) = (type.status.code, detail)
    }
}
