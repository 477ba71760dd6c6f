import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Jobs

/// A request that is to be done once.
struct KeyedRequest: Sendable {
    let key: IdempotencyKey
    /// Of method, path and body: what repeats the request has the same.
    let fingerprint: String

    init(key: IdempotencyKey, _ request: Request, _ body: Data) {
        var hash = SHA256()
        hash.update(data: Data("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        hash.update(data: body)
        self.key = key
        fingerprint = Data(hash.finalize()).base64EncodedString()
    }
}

extension IdempotencyKey {
    /// The key that a request carries: a string of structured fields (RFC 9651, section 3.3.3) or the bare characters, visible
    /// ASCII both ways. Nil when it carries none.
    init?(_ headers: HTTPFields, of caller: Caller) throws(Problem) {
        guard let name = HTTPField.Name("idempotency-key") else { return nil }
        let values = headers[values: name]
        guard let value = values.first else { return nil }
        guard values.count == 1, let key = Self.unquoted(value), (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(
                type: .invalidKey, detail: "Idempotency-Key must be one string of 1 to 255 visible ASCII characters"
            )
        }
        self.init(client: caller.name, key: key)
    }

    /// Nil when a string has no end, or goes on after it.
    private static func unquoted(_ value: String) -> String? {
        guard value.utf8.first == UInt8(ascii: "\"") else { return value }
        guard value.utf8.count >= 2, value.utf8.last == UInt8(ascii: "\"") else { return nil }
        var (key, isEscaped) = ("", false)
        for character in value.unicodeScalars.dropFirst().dropLast() {
            switch (isEscaped, character) {
            case (false, "\\"): isEscaped = true
            case (false, "\""): return nil
            case (true, "\""), (true, "\\"), (false, _):
                key.unicodeScalars.append(character)
                isEscaped = false
            case (true, _): return nil
            }
        }
        return isEscaped ? nil : key
    }
}
