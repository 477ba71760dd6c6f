import GitHub
import HTTPAPI
import Jobs
import Logging
import Webhooks

/// What of the configuration is replaced while the daemon runs.
struct Live: Sendable {
    let level: Replaceable<Logger.Level>
    let authentication: Authentication
    let liveLimit: Replaceable<Int?>
    private let github: GitHubClient
    private let sender: WebhookSender

    init(_ settings: Settings, level: Replaceable<Logger.Level>, github: GitHubClient, sender: WebhookSender) {
        self.level = level
        authentication = Authentication(
            tokens: settings.tokens, requestsPerMinute: settings.requestsPerMinute,
            isLoopbackOnly: settings.isLoopbackOnly
        )
        liveLimit = Replaceable(settings.liveLimit)
        self.github = github
        self.sender = sender
    }

    /// What begins from here on goes by these settings.
    func take(_ settings: Settings) {
        level.replace(with: settings.logLevel)
        authentication.replace(tokens: settings.tokens, requestsPerMinute: settings.requestsPerMinute)
        liveLimit.replace(with: settings.liveLimit)
        sender.replace(signer: WebhookSigner(settings))
        if case .token(let token, _) = settings.githubAccess { github.replace(token: token) }
    }
}
