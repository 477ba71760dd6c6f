import Foundation

/// An address below API_URL. It cannot point to another host, so that the token goes nowhere else.
struct GitHubURL: Equatable, Sendable {
    /// Absolute.
    let text: String
    private let origin: Origin

    /// Scheme, host and port decide who is asked (RFC 6454).
    private struct Origin: Equatable {
        var scheme: String?
        var host: String?
        var port: Int?

        init(_ url: URL) {
            scheme = url.scheme?.lowercased()
            host = url.host()?.lowercased()
            port = url.port ?? (scheme == "https" ? 443 : 80)
        }
    }

    /// - Parameters:
    ///   - base: API_URL, with or without a slash at its end.
    ///   - segments: of the path below it; each is percent-encoded, and none can become two.
    ///   - query: as it is sent.
    /// - Returns: Nil when API_URL is not a URL.
    init?(base: String, segments: [String], query: String = "") {
        let path = segments.map { "/" + Self.encoded($0) }.joined()
        let trimmed = base.hasSuffix("/") ? String(base.dropLast()) : base
        let text = trimmed + path + (query.isEmpty ? "" : "?" + query)
        guard let url = URL(string: text), url.host() != nil else { return nil }
        self.text = text
        origin = Origin(url)
    }

    /// Resolves a link or a redirect that this address was answered with. Nil when it leads to another host, another port or
    /// another scheme.
    func following(_ reference: String) -> GitHubURL? {
        guard let current = URL(string: text), let url = URL(string: reference, relativeTo: current)?.absoluteURL,
            Origin(url) == origin
        else { return nil }
        return GitHubURL(text: url.absoluteString, origin: origin)
    }

    private init(text: String, origin: Origin) {
        self.text = text
        self.origin = origin
    }

    /// Fit for a log: without what API_URL may hold of a password.
    var path: String {
        URL(string: text)?.path() ?? ""
    }

    /// The id in `…/repositories/{id}/…`, which GitHub redirects the old names of a repository to.
    var repositoryID: Int64? {
        let path = text.prefix { $0 != "?" }.split(separator: "/")
        guard let index = path.lastIndex(of: "repositories"), index + 1 < path.endIndex else { return nil }
        return Int64(path[index + 1])
    }

    /// Everything but the unreserved characters of RFC 3986, section 2.3.
    private static func encoded(_ segment: String) -> String {
        segment.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isUnreserved = byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
            let hex = String(0x100 + Int(byte), radix: 16, uppercase: true).suffix(2)
            return isUnreserved ? String(character) : "%\(hex)"
        }.joined()
    }
}
