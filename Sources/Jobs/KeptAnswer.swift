/// Whose idempotency key a request carries.
package struct IdempotencyKey: Hashable, Sendable {
    /// The name of the client's token; empty where no token is needed.
    package var client: String
    package var key: String

    package init(client: String, key: String) {
        self.client = client
        self.key = key
    }
}

/// What the first request with an idempotency key was answered: whoever repeats it gets this again.
package struct KeptAnswer: Equatable, Sendable {
    /// From the first request on.
    package static let lifetime: Milliseconds = 86_400_000

    /// Of the request: what repeats it has the same.
    package var fingerprint: String
    package var status: Int
    package var location: String?
    /// JSON.
    package var body: String

    package init(fingerprint: String, status: Int, location: String?, body: String) {
        self.fingerprint = fingerprint
        self.status = status
        self.location = location
        self.body = body
    }
}
