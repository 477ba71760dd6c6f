import Outbound

extension GitHubTransport {
    private static let maxRedirects = 3

    /// Gets a 200, 204 or, where the request names a version, 304, over at most three redirects on the same host; or throws
    /// what GitHub answered instead.
    ///
    /// GitHub redirects the old names of a repository
    /// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects).
    func get(
        _ url: GitHubURL, etag: String? = nil, for reading: Reading
    ) async throws(GitHubError) -> GitHubAnswer {
        var url = url
        var redirects = 0
        while true {
            let (response, reader) = try await send(GitHubRequest(url: url, etag: etag), for: reading)
            switch response.status {
            case 200, 204:
                return GitHubAnswer(url: url, response: response, reader: reader, isRedirected: redirects > 0)
            case 304 where etag != nil:
                return GitHubAnswer(url: url, response: response, reader: reader, isRedirected: redirects > 0)
            case 301, 302, 307, 308:
                guard redirects < Self.maxRedirects else { throw .answer("more than \(redirects) redirects") }
                guard let target = response.header("location").flatMap(url.following) else {
                    throw .answer("a redirect to another host, or to none")
                }
                redirects += 1
                url = target
            default:
                throw GitHubError(refusal: response)
            }
        }
    }
}

extension GitHubError {
    /// What a status means that is neither a success, a redirect nor a closed gate.
    init(refusal response: OutboundResponse) {
        let message = GitHubMessage(response.body)
        switch response.status {
        case 404, 451: self = .unavailable(status: response.status, message: message.text)
        case 410: self = .issuesDisabled(message: message.text)
        case 403 where message.saysListIsTooLarge: self = .listTooLarge(message: message.text)
        case 403 where !message.isGitHubs: self = .status(403, message: "")
        case 403: self = .denied(message: message.text, needs: response.header("x-accepted-github-permissions"))
        default: self = .status(response.status, message: message.text)
        }
    }
}
