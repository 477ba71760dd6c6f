import Foundation
import HTTPTypes
package import Hummingbird
package import Jobs

/// The body of `POST /tasks`: `{"username": "octocat", "repository": "Hello-World"}`. Other members are ignored.
package struct TaskRequest: Decodable {
    let username: String
    let repository: String

    static let maxBytes = 64 * 1024

    /// What the request asks for.
    ///
    /// - Throws: ``Problem`` for what is not a task.
    package static func name(from request: Request) async throws -> RepositoryName {
        try checkContentType(of: request)
        let body = try await request.body.collect(upTo: maxBytes)
        let task = try decode(Data(body.readableBytesView))
        do throws(InvalidName) {
            return try RepositoryName(username: task.username, repository: task.repository)
        } catch {
            throw Problem.unprocessable("\(error)")
        }
    }

    /// A body without a content type is read as JSON.
    private static func checkContentType(of request: Request) throws(Problem) {
        guard let contentType = request.headers[.contentType], contentType != "application/json" else { return }
        let mediaType = contentType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard mediaType == "application/json" || mediaType.hasSuffix("+json") else {
            throw .unsupportedMediaType
        }
    }

    private static func decode(_ body: Data) throws(Problem) -> TaskRequest {
        do {
            return try JSONDecoder().decode(TaskRequest.self, from: body)
        } catch DecodingError.keyNotFound(let key, _) {
            throw .badRequest("field \(key.stringValue) is required")
        } catch DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty {
            throw .badRequest("field \(context.codingPath[0].stringValue) is required")
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            throw .unprocessable("\(context.codingPath[0].stringValue) must be a string")
        } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
            throw .unprocessable("the body must be a JSON object")
        } catch {
            throw .badRequest("the body must be JSON: {\"username\": \"…\", \"repository\": \"…\"}")
        }
    }
}
