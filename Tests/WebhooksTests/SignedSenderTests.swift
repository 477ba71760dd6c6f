import AsyncHTTPClient
import Jobs
import Loopback
import Outbound
import TestSupport
import Testing

@testable import Webhooks

@Suite(.timeLimit(.minutes(1)))
struct SignedSenderTests {
    private static let body = #"{"title":"Über / \"quotes\" 💥"}"#
    private let clock = ManualClock(Timestamp(millisecondsSinceEpoch: 1_800_000_000_999))
    private let receiver = LoopbackReceiver()

    /// Delivers as a job with `webhook-id` msg_7 does, and once more a minute later for each further time.
    private func deliver(
        _ times: Int = 1, secrets: [String] = [Example.secret], signsAsGitHub: Bool = false, toOwn: Bool = false
    ) async throws {
        let signer = WebhookSigner(
            secrets: try secrets.map { try WebhookSecret($0) }, signsAsGitHub: signsAsGitHub, now: { clock.now }
        )
        try await receiver.serve { url in
            try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
                let sender = WebhookSender(
                    http: OutboundClient(http),
                    ownDestinations: GuardedClient(DestinationPolicy(try AllowList("127.0.0.1"))),
                    defaultURL: toOwn ? "" : url, timeout: 10_000, userAgent: "hookme-tests", signer: signer
                )
                for time in 1...times {
                    if time > 1 { clock.advance(by: .seconds(60)) }
                    _ = try await sender.deliver(Self.body, webhookID: "msg_7", to: toOwn ? .url(url) : .default)
                }
            }
        }
    }

    private func isValid(_ delivery: Exchange, with secret: String, at seconds: Int64) throws -> Bool {
        let signed = SignedDelivery(body: delivery.body) { delivery.header($0.rawValue) }
        let verifier = WebhookVerifier(secrets: [try WebhookSecret(secret)], tolerance: 0)
        do {
            try verifier.verify(signed, at: Timestamp(millisecondsSinceEpoch: seconds * 1000))
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: [false, true])
    func `a delivery is signed, whatever its destination`(toOwn: Bool) async throws {
        try await deliver(toOwn: toOwn)
        let delivery = try #require(receiver.log.exchanges.first)
        #expect(delivery.header("webhook-id") == "msg_7")
        #expect(delivery.header("webhook-timestamp") == "1800000000")
        #expect(delivery.body == Array(Self.body.utf8))
        #expect(try isValid(delivery, with: Example.secret, at: 1_800_000_000))
        #expect(delivery.header("x-hub-signature-256") == nil)
    }

    @Test func `each delivery of the same bytes is signed anew, with its own time`() async throws {
        try await deliver(3)
        let deliveries = receiver.log.exchanges
        #expect(Set(deliveries.map(\.webhookID)) == ["msg_7"] && Set(deliveries.map(\.body)).count == 1)
        #expect(deliveries.map { $0.header("webhook-timestamp") } == ["1800000000", "1800000060", "1800000120"])
        #expect(Set(deliveries.map { $0.header("webhook-signature") }).count == 3)
        for (delivery, seconds) in zip(deliveries, [1_800_000_000, 1_800_000_060, 1_800_000_120]) {
            #expect(try isValid(delivery, with: Example.secret, at: Int64(seconds)))
        }
    }

    @Test func `during a rotation a receiver that knows either secret takes it`() async throws {
        try await deliver(secrets: [Example.otherSecret, Example.secret])
        let delivery = try #require(receiver.log.exchanges.first)
        #expect(try isValid(delivery, with: Example.secret, at: 1_800_000_000))
        #expect(try isValid(delivery, with: Example.otherSecret, at: 1_800_000_000))
        #expect(try !isValid(delivery, with: "whsec_" + String(repeating: "A", count: 32), at: 1_800_000_000))
    }

    @Test func `without a secret there is no signature, and no time`() async throws {
        try await deliver(secrets: [], signsAsGitHub: true)
        let delivery = try #require(receiver.log.exchanges.first)
        #expect(delivery.webhookID == "msg_7")
        for name in ["webhook-timestamp", "webhook-signature", "x-hub-signature-256"] {
            #expect(delivery.header(name) == nil)
        }
    }

    @Test func `GitHub's header is there when it is asked for, from the first secret`() async throws {
        try await deliver(secrets: [Example.secret, Example.otherSecret], signsAsGitHub: true)
        let delivery = try #require(receiver.log.exchanges.first)
        let expected = WebhookSignature.hubHeader(body: delivery.body, secret: try WebhookSecret(Example.secret))
        #expect(delivery.header("x-hub-signature-256") == expected)
        #expect(try isValid(delivery, with: Example.otherSecret, at: 1_800_000_000))
    }

    @Test func `a receiver that repeats signature and secret does not get them into an error`() async throws {
        let receiver = Echo()
        let secret = try WebhookSecret(Example.secret)
        let error = await #expect(throws: DeliveryError.self) {
            try await receiver.serve { url in
                try await HTTPClient.withHTTPClient(configuration: .outbound()) { http in
                    let signer = WebhookSigner(secrets: [secret], signsAsGitHub: true, now: { clock.now })
                    let sender = WebhookSender(
                        http: OutboundClient(http), defaultURL: url, timeout: 10_000, userAgent: "hookme-tests",
                        signer: signer
                    )
                    return try await sender.deliver(Self.body, webhookID: "msg_7", to: .default)
                }
            }
        }
        let time = "1800000000"
        #expect(error == .status(401, head: "\(time) v1,…= v1,…= sha256=… whsec_… …"))
    }
}

/// A receiver that is being debugged: it answers with what it got and what it compared that with.
private struct Echo: StandIn {
    let log = ExchangeLog()
    let faults = FaultScript()

    func answer(to request: Exchange) -> LoopbackAnswer {
        let signature = request.header("webhook-signature") ?? ""
        let words = [
            request.header("webhook-timestamp") ?? "", signature, signature.replacing("/", with: #"\/"#),
            request.header("x-hub-signature-256") ?? "", Example.secret,
            String(Example.secret.dropFirst(WebhookSecret.prefix.count)),
        ]
        return LoopbackAnswer(status: 401, body: words.joined(separator: " "))
    }
}
