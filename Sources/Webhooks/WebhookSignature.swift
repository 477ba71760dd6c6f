import Crypto
import Foundation

/// What proves that a delivery comes from whoever has the secret, and that nothing of it has been changed: the HMAC-SHA256
/// of `{id}.{timestamp}.{body}`, version 1 of the Standard Webhooks.
///
/// Neither id nor timestamp may have a dot in it: else two deliveries would be signed alike.
enum WebhookSignature {
    static let version = "v1"

    /// The value of `webhook-signature`: one signature for each secret, so that a receiver that knows either takes it.
    static func header(id: String, timestamp: Int64, body: [UInt8], secrets: [WebhookSecret]) -> String {
        secrets.map { secret in
            let code = code(id: id, timestamp: String(timestamp), body: body, key: secret.key)
            return "\(version),\(Data(code).base64EncodedString())"
        }.joined(separator: " ")
    }

    /// - Parameter timestamp: as it stands in the header.
    static func code(
        id: String, timestamp: String, body: some DataProtocol, key: SymmetricKey
    ) -> HashedAuthenticationCode<SHA256> {
        var hmac = HMAC<SHA256>(key: key)
        hmac.update(data: Array("\(id).\(timestamp).".utf8))
        hmac.update(data: body)
        return hmac.finalize()
    }

    /// The value of GitHub's `X-Hub-Signature-256`, over the body alone. The key is the secret's text as it is configured,
    /// `whsec_` included: GitHub's receivers know a secret as a text
    /// (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries).
    static func hubHeader(body: [UInt8], secret: WebhookSecret) -> String {
        let key = SymmetricKey(data: Array(secret.text.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: body, using: key)
        return "sha256=" + code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
