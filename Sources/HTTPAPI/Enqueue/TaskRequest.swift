import Foundation
package import Hummingbird
package import Jobs

/// The body of `POST /tasks`: `{"username": "octocat", "repository": "Hello-World"}`, and perhaps a `webhook_url`, a `run_at` or
/// a `delay`, a `priority` and `max_retries`. Other members are ignored, and null is as good as none.
///
/// Numbers are read whatever they are, since a decoder does not say which member has one that is not whole.
package struct TaskRequest: Codable, Sendable {
    let username: String
    let repository: String
    /// Where the result is to go instead of WEBHOOK_URL.
    let webhookURL: String?
    /// When it is to run, as RFC 3339 writes it; what is past means now.
    let runAt: String?
    /// How long it is to wait, in milliseconds.
    let delay: Double?
    let priority: Double?
    /// Instead of RETRY_MAX_ATTEMPTS.
    let maxRetries: Double?

    package init(
        _ name: RepositoryName, webhookURL: String? = nil, runAt: Timestamp? = nil, delay: Milliseconds? = nil,
        priority: Int? = nil, maxRetries: Int? = nil
    ) {
        (username, repository) = (name.username, name.repository)
        (self.webhookURL, self.runAt) = (webhookURL, runAt?.iso8601)
        (self.delay, self.priority) = (delay.map { Double($0.count) }, priority.map(Double.init))
        self.maxRetries = maxRetries.map(Double.init)
    }

    /// `octocat/Hello-World`.
    package var title: String { "\(username)/\(repository)" }

    static let maxBytes = 64 * 1024
    /// Up to a year, in milliseconds.
    package static let delays = 0...31_536_000_000
    package static let retries = 0...1000

    enum CodingKeys: String, BodyMember {
        case username
        case repository
        case webhookURL = "webhook_url"
        case runAt = "run_at"
        case delay
        case priority
        case maxRetries = "max_retries"

        var mustBe: String {
            switch self {
            case .username, .repository, .webhookURL: "a string"
            case .runAt: "a moment such as 2026-11-23T22:44:04Z"
            case .delay: "a whole number of milliseconds from 0 to \(delays.upperBound)"
            case .priority: "a whole number from 0, which goes first, to \(Priority.levels.upperBound)"
            case .maxRetries: "a whole number from 0 to \(retries.upperBound)"
            }
        }
    }

    /// Reads what is JSON and has the members of a task.
    ///
    /// - Throws: ``Problem`` for what has not.
    package static func read(from request: Request) async throws -> TaskRequest {
        try decode(await RequestBody.json(of: request, maxBytes: maxBytes))
    }

    static func decode(_ json: Data) throws(Problem) -> TaskRequest {
        let example = #"{"username": "…", "repository": "…"}"#
        do {
            return try JSONDecoder().decode(TaskRequest.self, from: json)
        } catch let error as DecodingError {
            throw Problem(error, in: "the body", example: example)
        } catch {
            throw .notJSON(example: example)
        }
    }
}
