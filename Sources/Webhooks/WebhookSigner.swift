package import Jobs

/// Signs deliveries: each anew, with the time at which it is sent, so that a receiver can refuse what somebody repeats later.
package struct WebhookSigner: Sendable {
    private let secrets: [WebhookSecret]
    private let signsAsGitHub: Bool
    private let now: WallClock

    /// - Parameters:
    ///   - secrets: each of them signs; none: nothing is signed.
    ///   - signsAsGitHub: whether the first of them also signs as GitHub signs its webhooks.
    package init(secrets: [WebhookSecret], signsAsGitHub: Bool = false, now: @escaping WallClock) {
        self.secrets = secrets
        self.signsAsGitHub = signsAsGitHub
        self.now = now
    }

    /// Not to be shown.
    var secretTexts: [String] { secrets.map(\.text) }

    /// What a delivery that is sent now has beside its id.
    func headers(id: String, body: [UInt8]) -> [String: String] {
        guard let first = secrets.first else { return [:] }
        // Whole seconds, and never later than the moment itself.
        let timestamp = now().millisecondsSinceEpoch / 1000
        var headers = [
            WebhookHeader.timestamp.rawValue: String(timestamp),
            WebhookHeader.signature.rawValue: WebhookSignature.header(
                id: id, timestamp: timestamp, body: body, secrets: secrets
            ),
        ]
        if signsAsGitHub { headers["x-hub-signature-256"] = WebhookSignature.hubHeader(body: body, secret: first) }
        return headers
    }
}
