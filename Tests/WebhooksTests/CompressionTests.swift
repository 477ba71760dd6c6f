import AsyncHTTPClient
import Jobs
import Loopback
import Outbound
import TestSupport
import Testing

@testable import Webhooks

struct CompressionTests {
    private static let body = #"{"issues":["\#(String(repeating: "the same again ", count: 100))"]}"#
    private static let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)

    private func delivery(gzipMinBytes: Int?) async throws -> Exchange {
        let receiver = LoopbackReceiver()
        let secret = try WebhookSecret(Example.secret)
        try await receiver.serve { url in
            try await HTTPClient.withHTTPClient(configuration: .outbound()) { client async throws in
                let sender = WebhookSender(
                    http: OutboundClient(client), defaultURL: url, timeout: 10_000, userAgent: "hookme-tests",
                    signer: WebhookSigner(secrets: [secret], now: { Self.now }), gzipMinBytes: gzipMinBytes
                )
                _ = try await sender.deliver(Self.body, webhookID: "msg_7", to: .default)
            }
        }
        return try #require(receiver.log.exchanges.first)
    }

    @Test func `a large body is sent compressed, and what is signed is the JSON`() async throws {
        let delivery = try await delivery(gzipMinBytes: Self.body.utf8.count)
        #expect(delivery.header("content-encoding") == "gzip" && delivery.header("content-type") == "application/json")
        #expect(delivery.bodySize < 200)
        let content = try #require(Gzip.inflate(delivery.body, limit: 10_000))
        #expect(content == Array(Self.body.utf8))
        let verifier = WebhookVerifier(secrets: [try WebhookSecret(Example.secret)])
        try verifier.verify(SignedDelivery(body: content) { delivery.header($0.rawValue) }, at: Self.now)
    }

    @Test(arguments: [nil, body.utf8.count + 1])
    func `a smaller one is sent as it is`(gzipMinBytes: Int?) async throws {
        let delivery = try await delivery(gzipMinBytes: gzipMinBytes)
        #expect(delivery.header("content-encoding") == nil && delivery.body == Array(Self.body.utf8))
    }
}
