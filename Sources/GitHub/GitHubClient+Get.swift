import Jobs
import Logging
import Outbound

extension GitHubClient {
    /// 32 MiB: a page of 100 issues has the texts of all of them, and each may be 64 KiB and more.
    private static let maxResponseBytes = 32 << 20
    private static let maxRedirects = 3

    /// Gets a 200 or 204, over at most three redirects on the same host, or throws what GitHub answered instead.
    ///
    /// GitHub redirects the old names of a repository
    /// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects).
    func get(_ url: GitHubURL, _ meter: RequestMeter) async throws(GitHubError) -> GitHubAnswer {
        var url = url
        var redirects = 0
        while true {
            let response = try await send(url, meter)
            switch response.status {
            case 200, 204:
                return GitHubAnswer(url: url, response: response, isRedirected: redirects > 0)
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

    /// Sends one request, if the gate is open and the task not cancelled, and acts on what the answer says of the budget.
    private func send(_ url: GitHubURL, _ meter: RequestMeter) async throws(GitHubError) -> OutboundResponse {
        guard !Task.isCancelled else { throw .cancelled }
        if let until = gate.closedUntil(at: now()) { throw .rateLimited(until: until, status: nil) }
        meter.add()
        let response: OutboundResponse
        do {
            response = try await http.send(request(for: url))
        } catch {
            throw GitHubError(error)
        }
        logger.debug(
            "GitHub answered",
            metadata: [
                "path": "\(url.path)", "status": "\(response.status)",
                "remaining": "\(response.header("x-ratelimit-remaining") ?? "unknown")",
            ]
        )
        let moment = now()
        let verdict = RateLimitVerdict(response, at: moment)
        await gate.record(verdict, at: moment)
        if case .refused(let until) = verdict { throw .rateLimited(until: until, status: response.status) }
        return response
    }

    private func request(for url: GitHubURL) -> OutboundRequest {
        var headers = [
            "accept": "application/vnd.github+json",
            "accept-encoding": "gzip",
            "user-agent": configuration.userAgent,
            // Until 2028 at least (https://docs.github.com/en/rest/about-the-rest-api/api-versions).
            "x-github-api-version": "2022-11-28",
        ]
        headers["authorization"] = configuration.token.map { "Bearer \($0)" }
        return OutboundRequest(
            method: .get,
            url: url.text,
            headers: headers,
            timeout: configuration.timeout.duration,
            maxResponseBytes: Self.maxResponseBytes,
            demand: .whole
        )
    }
}

extension GitHubError {
    /// What a status means that is neither a success, a redirect nor a spent budget.
    fileprivate init(refusal response: OutboundResponse) {
        let message = GitHubMessage(response.body)
        switch response.status {
        case 404, 451: self = .unavailable(status: response.status, message: message.text)
        case 410: self = .issuesDisabled(message: message.text)
        case 403 where message.saysListIsTooLarge: self = .listTooLarge(message: message.text)
        case 403 where !message.isGitHubs: self = .status(403, message: "")
        case 401, 403: self = .denied(status: response.status, message: message.text)
        default: self = .status(response.status, message: message.text)
        }
    }
}
