import Foundation
import Jobs

/// What GitHub says beside a status that is not 2xx.
///
/// Proxies and GitHub's own front end answer with HTML or with nothing; then there is no message.
struct GitHubMessage: Equatable {
    private struct Body: Decodable {
        var message: String?
        var documentationURL: String?

        enum CodingKeys: String, CodingKey {
            case message
            case documentationURL = "documentation_url"
        }
    }

    /// Bounded, since it ends up in the log and the database.
    private static let maxCharacters = 300

    var text = ""
    var documentationURL = ""
    /// Whether it was said as GitHub says it, and not by something on the way.
    var isGitHubs = false

    init(_ body: [UInt8]) {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(body)) else { return }
        isGitHubs = true
        text = String((body.message ?? "").oneLine.prefix(Self.maxCharacters))
        documentationURL = body.documentationURL ?? ""
    }

    var speaksOfRateLimit: Bool {
        let text = text.lowercased()
        return text.contains("secondary rate limit") || text.contains("rate limit exceeded")
            || documentationURL.hasSuffix("secondary-rate-limits") || documentationURL.hasSuffix("#abuse-rate-limits")
    }

    var saysListIsTooLarge: Bool {
        text.contains("list is too large")
    }
}
