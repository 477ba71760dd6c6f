import Foundation
import HTTPTypes
package import Hummingbird
package import Jobs
import Outbound

/// The body of `POST /tasks`: `{"username": "octocat", "repository": "Hello-World"}`, and perhaps a `webhook_url`. Other members
/// are ignored.
package struct TaskRequest: Decodable {
    let username: String
    let repository: String
    /// Where the result is to go instead of WEBHOOK_URL.
    let webhookURL: String?

    private enum CodingKeys: String, CodingKey {
        case username
        case repository
        case webhookURL = "webhook_url"
    }

    static let maxBytes = 64 * 1024

    /// Reads what is JSON and has the members of a task.
    ///
    /// - Throws: ``Problem`` for what has not.
    package static func read(from request: Request) async throws -> TaskRequest {
        try checkContentType(of: request)
        let body = try await request.body.collect(upTo: maxBytes)
        try JSONNesting.check(body.readableBytesView)
        return try decode(Data(body.readableBytesView))
    }

    /// The repository that it is about.
    ///
    /// - Throws: ``Problem`` for names that GitHub cannot have.
    package func name() throws -> RepositoryName {
        do throws(InvalidName) {
            return try RepositoryName(username: username, repository: repository)
        } catch {
            throw Problem.invalidTask("\(error)")
        }
    }

    /// Where the result goes. Where its host's name leads is looked at when that is connected to, and only then is it of use.
    func destination(_ policy: DestinationPolicy) throws(Problem) -> Destination {
        guard let webhookURL else { return .default }
        do throws(DestinationRefusal) {
            return .url(try policy.admit(webhookURL).text)
        } catch {
            throw .invalidTask("webhook_url \(error)")
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
            throw .missing(key.stringValue)
        } catch DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty {
            throw .missing(context.codingPath[0].stringValue)
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            throw .invalidTask("\(context.codingPath[0].stringValue) must be a string")
        } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
            throw .invalidTask("the body must be a JSON object")
        } catch {
            throw Problem(
                type: .invalidJSON, detail: "the body must be JSON: {\"username\": \"…\", \"repository\": \"…\"}"
            )
        }
    }
}
