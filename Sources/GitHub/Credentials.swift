package import Jobs

/// As whom GitHub is read.
package protocol Credentials: Sendable {
    /// Whose budget is spent and whose pages are read: the same for as long as those are, and never a secret.
    ///
    /// `anonymous`, `token:` and a fingerprint, or `app:` and an installation.
    var reader: String { get }

    /// The reader of this moment, with what goes into the `authorization` header: nil for nobody's.
    func credential() async throws(CredentialsError) -> (reader: String, token: String?)

    /// Hears that GitHub refuses a token.
    ///
    /// - Returns: whether it is worth asking for another one.
    func reject(_ token: String) -> Bool

    /// Goes on with another token, where it is one that somebody has chosen.
    func replace(with token: String)
}

extension Credentials {
    package func reject(_ token: String) -> Bool {
        false
    }

    package func replace(with token: String) {}
}

/// Why there is no token.
package enum CredentialsError: Error, Equatable {
    /// GitHub does not accept what the token is got with.
    case refused(message: String)
    /// GitHub wants nothing to be asked for before then; nil where it does not say for how long.
    case limited(GateState.Reason, until: Timestamp?)
    /// It could not be asked for.
    case failed(GitHubError)
}

/// Nobody's: 60 requests an hour for each address.
package struct NoCredentials: Credentials {
    package let reader = "anonymous"

    package init() {}

    package func credential() -> (reader: String, token: String?) {
        (reader, nil)
    }
}
