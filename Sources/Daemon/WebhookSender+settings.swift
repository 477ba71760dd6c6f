import AsyncHTTPClient
import CoreMetrics
import Jobs
import Outbound
import Webhooks

extension WebhookSender {
    /// - Parameter client: made with ``Settings/webhookClient``.
    init(
        _ settings: Settings, _ client: HTTPClient, _ metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.init(
            http: OutboundClient(client),
            ownDestinations: GuardedClient(
                DestinationPolicy(settings.webhookAllow), configuration: settings.webhookClient
            ),
            defaultURL: settings.webhookURL, timeout: settings.webhookTimeout, userAgent: Hookme.userAgent,
            signer: WebhookSigner(settings),
            gzipMinBytes: settings.webhookGzipMinBytes, metrics: metrics
        )
    }
}

extension WebhookSigner {
    init(_ settings: Settings) {
        self.init(secrets: settings.webhookSecrets, signsAsGitHub: settings.signsAsGitHub, now: Timestamp.now)
    }
}

extension Settings {
    /// How deliveries are made.
    var webhookClient: HTTPClient.Configuration {
        .outbound(
            connectTimeout: webhookConnectTimeout.duration, writeTimeout: webhookWriteTimeout?.duration,
            answerTimeout: webhookAnswerTimeout?.duration
        )
    }
}
