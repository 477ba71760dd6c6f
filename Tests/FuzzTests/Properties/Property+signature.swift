import Foundation
import Jobs

@testable import Webhooks

extension Property {
    /// A delivery and its signature: three headers, then a body.
    static let signature = Property("signature") { bytes in
        var input = Input(bytes)
        let (id, timestamp, signature) = (input.line(), input.line(), input.line())
        let body = input.remainder
        let secret = try WebhookSecret("whsec_" + Data(repeating: 7, count: 32).base64EncodedString())
        let verifier = WebhookVerifier(secrets: [secret])
        let foreign = SignedDelivery(body: body) { header in
            switch header {
            case .id: id
            case .timestamp: timestamp
            case .signature: signature
            }
        }
        let error = verifier.problem(of: foreign)
        try require(error?.description.isOneLine ?? true, "what is wrong is said on one line")
        try require((error?.description.count ?? 0) < 1000 + signature.count, "what is wrong is said in few words")
        _ = successful { () throws(WebhookSecretError) in try WebhookSecret(signature) }

        let headers = WebhookSigner(secrets: [secret], now: { .today }).headers(id: "msg_" + id, body: body)
        var signed = SignedDelivery(body: body) { $0 == .id ? "msg_" + id : headers[$0.rawValue] }
        try require(verifier.problem(of: signed) == nil, "what was signed is verified")
        for change in BodyChange.allCases {
            for candidate in change.candidates(for: body) where candidate != body {
                signed.body = candidate
                try require(verifier.problem(of: signed) != nil, "another body is not what was signed")
            }
        }
        signed.body = body.isEmpty ? [0] : body.flippingBit(bytes.count)
        try require(verifier.problem(of: signed) != nil, "a flipped bit is found out")
        signed = SignedDelivery(body: body) { $0 == .id ? "msg-" + id : headers[$0.rawValue] }
        try require(verifier.problem(of: signed) != nil, "another id is not what was signed")
    }
}

extension WebhookVerifier {
    fileprivate func problem(of delivery: SignedDelivery) -> VerificationError? {
        do throws(VerificationError) {
            try verify(delivery, at: .today)
            return nil
        } catch {
            return error
        }
    }
}

extension [UInt8] {
    /// Any of them, as a number chooses.
    fileprivate func flippingBit(_ number: Int) -> [UInt8] {
        var changed = self
        changed[number % count] ^= 1 << UInt8(number % 8)
        return changed
    }
}
