package import Jobs

/// Which GitHub is read, and as whom.
package struct GitHubConfiguration: Sendable, CustomStringConvertible {
    /// API_URL: `https://api.github.com`, or a GitHub Enterprise Server's `https://HOST/api/v3`.
    package var baseURL: String
    /// API_TOKEN. Nil: unauthenticated.
    package var token: String?
    /// API_TIMEOUT, for one request from connecting to the last byte.
    package var timeout: Milliseconds
    /// GitHub refuses requests without one.
    package var userAgent: String

    package init(baseURL: String, token: String?, timeout: Milliseconds, userAgent: String) {
        self.baseURL = baseURL
        self.token = token
        self.timeout = timeout
        self.userAgent = userAgent
    }

    /// Without the token.
    package var description: String {
        "\(baseURL) \(token == nil ? "without a token" : "with a token")"
    }
}

extension GitHubConfiguration: CustomReflectable {
    /// `dump` and string interpolation in a debugger get no further than `description`.
    package var customMirror: Mirror {
        Mirror(self, children: ["description": description])
    }
}
