import CoreMetrics
import GitHub
import JobStore
import Jobs
import Logging
import Outbound

extension GitHubClient {
    /// - Throws: where the App's private key is none, which the settings have ruled out.
    init(
        _ settings: Settings, _ store: SQLiteStore, _ outbound: OutboundClient, _ logger: Logger,
        _ metrics: any MetricsFactory
    ) async throws {
        self.init(
            http: outbound, configuration: settings.github,
            credentials: try await Self.credentials(settings, outbound, logger, metrics), storage: store,
            now: Timestamp.now,
            logger: logger, metrics: metrics
        )
    }

    static func credentials(
        _ settings: Settings, _ outbound: OutboundClient, _ logger: Logger, _ metrics: any MetricsFactory
    ) async throws -> any Credentials {
        switch settings.githubAccess {
        case .anonymous:
            return NoCredentials()
        case .token(let token, let file):
            return TokenCredentials(token, from: file, logger: logger)
        case .app(let id, let installation, let privateKey):
            return AppCredentials(
                app: id, installation: installation, key: try await AppKey(app: id, pem: privateKey), http: outbound,
                configuration: settings.github,
                now: Timestamp.now, metrics: metrics
            )
        }
    }
}

/// GitHub's limits, pages and names live in the same file as the jobs.
extension SQLiteStore: GitHubStorage {}
