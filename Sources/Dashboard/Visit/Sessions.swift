import Crypto
import Foundation
import HTTPAPI
import Hummingbird
import Jobs

/// Who has signed in, and until when. Nothing is kept of it here: the visitor's cookie says it, and proves it by an HMAC with a
/// key that only this daemon can make, from its salt and the hash of the token. So a session outlives a restart, and ends with
/// its token: when that is taken out of AUTH_TOKENS.
struct Sessions: Sendable {
    static let cookieName = "hookme_session"
    static let lifetime: Milliseconds = 43_200_000

    let authentication: Authentication
    let salt: String
    let now: WallClock

    struct Session: Sendable {
        let entry: TokenEntry
        let endsAt: Timestamp
        /// As it stands in the cookie.
        let text: String
    }

    func begin(_ entry: TokenEntry, secure: Bool) -> Cookie {
        let claim = "\((now() + Self.lifetime).millisecondsSinceEpoch).\(entry.caller.name)"
        return cookie(
            "\(claim).\(Self.code(claim, key(of: entry)))", seconds: Self.lifetime.count / 1000, secure: secure)
    }

    func end(secure: Bool) -> Cookie {
        cookie("", seconds: 0, secure: secure)
    }

    /// Nil for what is no session, or none any more.
    func session(_ text: String) -> Session? {
        // A name may have dots in it.
        guard let first = text.firstIndex(of: "."), let last = text.lastIndex(of: "."), first < last,
            let end = Int64(text[..<first]), Timestamp(millisecondsSinceEpoch: end) > now(),
            let code = Data(base64URL: text[text.index(after: last)...])
        else { return nil }
        let claim = text[..<last]
        let name = String(text[text.index(after: first)..<last])
        return authentication.tokens.entries(named: name).first { entry in
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(claim.utf8), using: key(of: entry))
        }.map { Session(entry: $0, endsAt: Timestamp(millisecondsSinceEpoch: end), text: text) }
    }

    func formToken(of session: Session) -> String {
        formToken(session.text, key(of: session.entry))
    }

    func formToken(_ session: String, _ key: SymmetricKey) -> String {
        Self.code("form " + session, key)
    }

    private func key(of entry: TokenEntry) -> SymmetricKey {
        entry.sessionKey(salt: salt)
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)).base64URL
    }

    private func cookie(_ value: String, seconds: Int64, secure: Bool) -> Cookie {
        Cookie(
            name: Self.cookieName, value: value, maxAge: Int(seconds), path: "/", secure: secure, httpOnly: true,
            sameSite: .strict
        )
    }
}

extension Data {
    /// RFC 4648, section 5, without padding.
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    fileprivate init?(base64URL text: some StringProtocol) {
        let base64 = String(text).replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4))
    }
}
