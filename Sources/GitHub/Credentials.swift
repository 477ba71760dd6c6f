/// As whom GitHub is read.
package protocol Credentials: Sendable {
    /// Whose budget is spent and whose pages are read: the same for as long as those are, and never a secret.
    ///
    /// `anonymous`, `token:` and a fingerprint, or `app:` and an installation.
    var reader: String { get }

    /// What goes into the `authorization` header, or nil for nobody's.
    func token() async throws(CredentialsError) -> String?
}

/// Why there is no token.
package enum CredentialsError: Error, Equatable {
    /// GitHub does not accept what the token is got with.
    case refused(message: String)
    /// It could not be asked for.
    case failed(GitHubError)
}

/// Nobody's: 60 requests an hour for each address.
package struct NoCredentials: Credentials {
    package let reader = "anonymous"

    package init() {}

    package func token() -> String? {
        nil
    }
}
