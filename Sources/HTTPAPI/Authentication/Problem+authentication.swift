import HTTPTypes
import Jobs

/// Challenges, as RFC 6750 has them in its section 3.
extension Problem {
    /// - Parameter error: nil where nothing was sent that could be wrong.
    static func unauthorized(error: String? = nil) -> Problem {
        Problem(
            type: .unauthorized,
            detail: error == nil
                ? "a token is needed: Authorization: Bearer hookme_…" : "the token is not one that is known",
            headers: [.wwwAuthenticate: challenge + (error.map { #", error="\#($0)""# } ?? "")]
        )
    }

    static func forbidden(_ scope: Scope) -> Problem {
        Problem(
            type: .forbidden, detail: "the token lacks the scope \(scope.rawValue)",
            headers: [.wwwAuthenticate: challenge + #", error="insufficient_scope", scope="\#(scope.rawValue)""#]
        )
    }

    static func tooManyRequests(after wait: Milliseconds) -> Problem {
        let seconds = max(1, (wait.count + 999) / 1000)
        return Problem(
            type: .tooManyRequests, detail: "the token's requests of this minute are spent",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    private static let challenge = #"Bearer realm="hookme""#
}
