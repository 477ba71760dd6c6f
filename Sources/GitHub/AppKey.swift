import Foundation
import JWTKit
import Jobs

/// What a GitHub App proves itself with: a JSON Web Token, signed with its private key and good for nine minutes
/// (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app).
package struct AppKey: Sendable {
    private struct Claims: JWTPayload {
        var iss: IssuerClaim
        var iat: IssuedAtClaim
        var exp: ExpirationClaim

        func verify(using _: some JWTAlgorithm) throws {}
    }

    private let app: String
    private let keys: JWTKeyCollection

    /// - Parameters:
    ///   - app: the App's id, or its client id.
    ///   - pem: its private key, as GitHub gives it.
    /// - Throws: where the text is no RSA key.
    package init(app: String, pem: String) async throws {
        self.app = app
        keys = await JWTKeyCollection().add(
            rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256
        )
    }

    /// Whether a text is a key, before anything is begun with it.
    package static func isKey(pem: String) -> Bool {
        (try? Insecure.RSA.PrivateKey(pem: pem)) != nil
    }

    /// A minute old already, since GitHub's clock may be behind ours.
    func proof(at now: Timestamp) async throws -> String {
        let moment = Date(timeIntervalSince1970: Double(now.millisecondsSinceEpoch / 1000))
        return try await keys.sign(
            Claims(
                iss: IssuerClaim(value: app), iat: IssuedAtClaim(value: moment - 60),
                exp: ExpirationClaim(value: moment + 540)
            )
        )
    }
}
