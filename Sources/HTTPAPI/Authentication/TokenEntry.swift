package import Crypto
import Foundation

/// What is known of a token, as AUTH_TOKENS has it: `name:scope+scope:sha256`, the hash in hexadecimal.
package struct TokenEntry: Equatable, Sendable, CustomStringConvertible {
    package let caller: Caller
    let hash: Data

    package init(_ token: AccessToken, of caller: Caller) {
        self.caller = caller
        hash = Data(token.hash)
    }

    package init(_ text: Substring) throws(TokenEntryError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .form }
        guard Self.isName(String(parts[0])) else { throw .name }
        let scopes = parts[1].split(separator: "+", omittingEmptySubsequences: false).map {
            Scope(rawValue: String($0))
        }
        guard !scopes.contains(nil) else { throw .scope }
        guard let hash = Self.bytes(hexadecimal: String(parts[2])), hash.count == SHA256.byteCount else { throw .hash }
        caller = Caller(name: String(parts[0]), scopes: Set(scopes.compactMap(\.self)))
        self.hash = hash
    }

    package func hasSameToken(as other: TokenEntry) -> Bool {
        hash == other.hash
    }

    /// What sessions of this token are proven with: another one for each token, and for each salt.
    package func sessionKey(salt: String) -> SymmetricKey {
        SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(salt.utf8), using: SymmetricKey(data: hash)))
    }

    package var description: String {
        let scopes = Scope.allCases.filter(caller.scopes.contains).map(\.rawValue).joined(separator: "+")
        return
            "\(caller.name):\(scopes):\(hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())"
    }

    /// 1 to 64 letters, digits, dots, hyphens and underscores.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
            }
    }

    private static func bytes(hexadecimal text: String) -> Data? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return Data(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}

/// Why a text is no entry. The words are about the text, and without it: it may be a token that was put there by mistake.
package enum TokenEntryError: Error, CustomStringConvertible {
    case form
    case name
    case scope
    case hash

    /// Follows the name of what was to be an entry.
    package var description: String {
        switch self {
        case .form: "must be name:scope+scope:sha256, as `hookme token` makes it"
        case .name: "must begin with a name of 1 to 64 letters, digits, dots, hyphens and underscores"
        case .scope: "must have scopes joined by +, of " + Scope.allCases.map(\.rawValue).joined(separator: ", ")
        case .hash: "must end with a token's SHA-256, which is 64 hexadecimal digits"
        }
    }
}
