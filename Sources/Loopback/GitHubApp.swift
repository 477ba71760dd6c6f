extension LoopbackGitHub {
    /// A GitHub App with one installation: it exchanges a JSON Web Token for a token that expires.
    ///
    /// Of the web token its issuer and its expiry are looked at, and no signature is checked.
    ///
    /// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
    package struct App: Equatable, Sendable {
        /// What its tokens name as their issuer: the app's number or its client id.
        package var id: String
        package var installationID: Int
        /// How long a token is accepted. An hour at GitHub.
        package var tokenLifetime: Duration

        package init(id: String, installationID: Int, tokenLifetime: Duration = .seconds(3600)) {
            self.id = id
            self.installationID = installationID
            self.tokenLifetime = tokenLifetime
        }
    }
}

extension LoopbackGitHub.App {
    /// Why an app with these credentials is refused; nil if it is not. Every refusal is a 401.
    func refusal(of token: JSONWebToken?, at moment: Double) -> String? {
        guard let token, token.issuer == id else { return "A JSON web token could not be decoded" }
        guard token.expiry > moment else {
            return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the "
                + "assertion expires"
        }
        guard token.expiry <= moment + 600 else {
            return "'Expiration time' claim ('exp') is too far in the future"
        }
        return nil
    }
}
