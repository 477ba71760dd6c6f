import Crypto
import Foundation

/// A client's key to the API: `hookme_` and 256 random bits in base64url (RFC 4648, section 5). hookme keeps its hash only.
package struct AccessToken: Sendable {
    package let text: String

    private static let prefix = "hookme_"

    /// A new one.
    package init() {
        let bits = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let base64URL = bits.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        text = Self.prefix + base64URL
    }

    /// One that came with a request.
    package init(_ text: some StringProtocol) {
        self.text = String(text)
    }

    /// Slow hashes are for passwords that people choose: among 256 random bits nobody finds one by trying.
    var hash: SHA256Digest {
        SHA256.hash(data: Data(text.utf8))
    }
}
