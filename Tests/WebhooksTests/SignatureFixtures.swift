import Jobs

@testable import Webhooks

/// The example of the Standard Webhooks' specification and of its libraries' tests: secret, id, time, body, signature.
enum Example {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let otherSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    static let timestamp: Int64 = 1_614_265_330
    static let body = Array(#"{"test": 2432232314}"#.utf8)
    static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    /// The moment of the example, so many seconds later.
    static func moment(plus seconds: Int64 = 0) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: (timestamp + seconds) * 1000)
    }

    /// The example's delivery, or one that differs in what is given. Nil leaves a header out.
    static func delivery(
        id: String? = id, timestamp: String? = "\(timestamp)", signature: String? = signature, body: [UInt8] = body
    ) -> SignedDelivery {
        SignedDelivery(body: body) { header in
            switch header {
            case .id: id
            case .timestamp: timestamp
            case .signature: signature
            }
        }
    }

    /// The example with another body, signed as it is.
    static func signature(of body: String) throws -> String {
        WebhookSignature.header(
            id: id, timestamp: timestamp, body: Array(body.utf8), secrets: [try WebhookSecret(secret)]
        )
    }
}
