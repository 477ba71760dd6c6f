import Crypto
import Foundation

/// A key that deliveries are signed with, as the Standard Webhooks write it: `whsec_` and the base64 of 24 to 64 random
/// bytes (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
///
/// Whatever describes it, `dump` and a reflection too, says nothing of it.
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package static let prefix = "whsec_"
    static let lengths = 24...64

    /// As it was configured.
    package let text: String
    /// The bytes that the base64 stands for.
    let key: SymmetricKey

    package init(_ text: String) throws(WebhookSecretError) {
        guard text.hasPrefix(Self.prefix) else { throw .prefix }
        guard let bytes = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))) else { throw .base64 }
        guard Self.lengths.contains(bytes.count) else { throw .length(bytes.count) }
        self.text = text
        key = SymmetricKey(data: bytes)
    }

    package var description: String { "a webhook secret" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no secret. The words are about the text, and without it.
package enum WebhookSecretError: Error, Equatable, CustomStringConvertible {
    case prefix
    case base64
    /// In bytes.
    case length(Int)

    /// Follows the name of what was to be a secret.
    package var description: String {
        switch self {
        case .prefix: "must begin with \(WebhookSecret.prefix)"
        case .base64: "must be base64 after \(WebhookSecret.prefix)"
        case .length(let count):
            "must be the base64 of \(WebhookSecret.lengths.lowerBound) to \(WebhookSecret.lengths.upperBound) bytes, "
                + "and not of \(count)"
        }
    }
}
