import Foundation
import Outbound

/// A 200, 204 or 304 of GitHub's, and where it came from in the end.
struct GitHubAnswer {
    var url: GitHubURL
    var response: OutboundResponse
    /// As whom it was asked for.
    var reader: String
    var isRedirected: Bool

    var status: Int {
        response.status
    }

    var redirectedToID: Int64? {
        isRedirected ? url.repositoryID : nil
    }

    /// The page that the `link` header names, or nil on the last one.
    var nextPage: GitHubURL? {
        get throws(GitHubError) {
            guard let next = response.header("link").flatMap({ LinkHeader($0).next }) else { return nil }
            guard let url = url.following(next) else { throw .answer("a next page on another host") }
            return url
        }
    }

    func decoded<Value: Decodable>() throws(GitHubError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(response.body))
        } catch let error as DecodingError {
            throw .answer(Self.words(for: error))
        } catch {
            throw .answer("not JSON")
        }
    }

    /// Names the place, not the value: a value may be anybody's text.
    private static func words(for error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "an unexpected value at \(path(context.codingPath))"
        case .keyNotFound(let key, let context):
            "no \(path(context.codingPath + [key]))"
        default:
            "not JSON"
        }
    }

    /// Such as `[3].user.login`.
    private static func path(_ keys: [any CodingKey]) -> String {
        guard !keys.isEmpty else { return "the top" }
        return keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
    }
}
