import Foundation

/// Whose requests `LoopbackGitHub` lets in.
struct GitHubAccess {
    /// The one that always works.
    var token: String?
    /// The one whose installation may have tokens, which work until they expire.
    var app: LoopbackGitHub.App?
    private var expiries: [String: Date] = [:]
    private var issuedSoFar = 0

    init(token: String?, app: LoopbackGitHub.App?) {
        self.token = token
        self.app = app
    }

    mutating func revokeIssuedTokens() {
        expiries.removeAll()
    }

    /// Nil: come in.
    func refusal(of request: Exchange, at moment: Date) -> LoopbackAnswer? {
        guard token != nil || app != nil else { return nil }
        guard let credentials = request.header("authorization") else {
            return .unauthorized("Requires authentication")
        }
        let given = ["Bearer ", "token "].first(where: credentials.hasPrefix).map { credentials.dropFirst($0.count) }
        guard let given, isAccepted(String(given), at: moment) else { return .unauthorized("Bad credentials") }
        return nil
    }

    private func isAccepted(_ given: String, at moment: Date) -> Bool {
        if given == token { return true }
        guard app != nil, let expiry = expiries[given] else { return false }
        return moment < expiry
    }

    /// https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
    mutating func issueToken(for installation: Int, to request: Exchange, at moment: Date) -> LoopbackAnswer {
        let documentation = "https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app"
        guard let app else { return .gitHubError(404, "Not Found", documentation: documentation) }
        let credentials = request.header("authorization") ?? ""
        let claims = credentials.hasPrefix("Bearer ") ? JSONWebToken(credentials.dropFirst("Bearer ".count)) : nil
        if let reason = app.refusal(of: claims, at: moment.timeIntervalSince1970) { return .unauthorized(reason) }
        guard installation == app.installationID else {
            return .gitHubError(404, "Not Found", documentation: documentation)
        }
        issuedSoFar += 1
        let issued = "ghs_standin_\(issuedSoFar)"
        let end = (moment.timeIntervalSince1970 + app.tokenLifetime / .seconds(1)).rounded(.down)
        let expiry = Date(timeIntervalSince1970: end)
        expiries[issued] = expiry
        return LoopbackAnswer(
            status: 201,
            json: [
                "token": .string(issued), "expires_at": .string(expiry.formatted(.iso8601)),
                "permissions": ["contents": "read", "issues": "read", "metadata": "read"],
                "repository_selection": "all",
            ]
        )
    }
}
