import Testing

@testable import Webhooks

struct WebhookSignatureTests {
    private func header(_ secrets: String...) throws -> String {
        WebhookSignature.header(
            id: Example.id, timestamp: Example.timestamp, body: Example.body,
            secrets: try secrets.map { text in try WebhookSecret(text) }
        )
    }

    @Test func `the specification's example has the specification's signature`() throws {
        #expect(try header(Example.secret) == Example.signature)
    }

    @Test func `two secrets make two signatures, in their order`() throws {
        let (one, other) = (try header(Example.secret), try header(Example.otherSecret))
        #expect(one != other)
        #expect(try header(Example.otherSecret, Example.secret) == "\(other) \(one)")
    }

    /// Computed with: printf '{"test": 2432232314}' | openssl dgst -sha256 -hmac whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    @Test func `GitHub's header is signed with the secret's text`() throws {
        let header = WebhookSignature.hubHeader(body: Example.body, secret: try WebhookSecret(Example.secret))
        #expect(header == "sha256=80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c")
    }
}
