import GitHub

/// As whom GitHub is read.
enum GitHubAccess: Equatable, Sendable {
    case anonymous
    /// API_TOKEN, and the file that it stands in, if it does: it is read again when that changes.
    case token(String, file: String?)
    /// GITHUB_APP_….
    case app(id: String, installation: Int, privateKey: String)
}

extension SettingParser {
    mutating func github() -> GitHubConfiguration {
        var configuration = GitHubConfiguration(
            baseURL: url(.apiURL), timeout: milliseconds(.apiTimeout, atLeast: 1), userAgent: Hookme.userAgent
        )
        configuration.apiVersion = date(.apiVersion)
        configuration.maxConcurrentRequests = number(.maxConcurrentRequests, in: 1...100)
        configuration.nameAge = milliseconds(.userCacheTTL)
        configuration.nameCacheEntries = number(.userCacheMaxEntries, in: 0...100_000_000)
        configuration.pageCacheBytes = number(.pageCacheMaxBytes, in: 0...Int.max)
        return configuration
    }

    /// A token or an App, and of an App all three keys.
    mutating func githubAccess() -> GitHubAccess {
        let token = token(.apiToken)
        let (id, privateKey) = (self.token(.appID), text(.appPrivateKey))
        let keys: [Setting] = [.appID, .appInstallationID, .appPrivateKey]
        let missing = keys.filter { text($0).isEmpty }
        guard missing.count < keys.count else {
            return token.map { .token($0, file: file(.apiToken)) } ?? .anonymous
        }
        if token != nil {
            note("API_TOKEN and GITHUB_APP_ID are both given, but GitHub can be read only as one of them")
        }
        for setting in missing { note("\(setting.rawValue) is required beside the other keys of a GitHub App") }
        if !privateKey.isEmpty, !AppKey.isKey(pem: privateKey) {
            note("GITHUB_APP_PRIVATE_KEY is not an RSA private key in PEM form")
        }
        guard missing.isEmpty, let id else { return .anonymous }
        return .app(id: id, installation: number(.appInstallationID, in: 1...Int.max), privateKey: privateKey)
    }
}
