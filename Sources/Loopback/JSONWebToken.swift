import Foundation

/// The claims of a JSON Web Token (RFC 7519) that a stand-in looks at.
///
/// The signature is not checked, nor the algorithm: a test of a client's signature has to verify it by itself.
struct JSONWebToken: Decodable {
    /// Text, or a number as text: GitHub takes both.
    let issuer: String
    /// In seconds since 1970.
    let expiry: Double

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case expiry = "exp"
    }

    /// Nil: not a token in the compact form (RFC 7515, section 7.1), or without these claims.
    init?(_ compact: Substring) {
        let parts = compact.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), let payload = Self.decode(base64URL: parts[1]),
            let token = try? JSONDecoder().decode(JSONWebToken.self, from: payload)
        else { return nil }
        self = token
    }

    init(from decoder: any Decoder) throws {
        let claims = try decoder.container(keyedBy: CodingKeys.self)
        if let number = try? claims.decode(Int.self, forKey: .issuer) {
            issuer = String(number)
        } else {
            issuer = try claims.decode(String.self, forKey: .issuer)
        }
        expiry = try claims.decode(Double.self, forKey: .expiry)
    }

    /// RFC 4648, section 5, without the padding.
    private static func decode(base64URL text: Substring) -> Data? {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4))
    }
}
