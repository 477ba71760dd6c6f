import GitHub
import JobStore
import Jobs
import Logging
import Outbound

extension GitHubClient {
    /// - Throws: a ``Failure`` where the App's private key is none.
    init(_ settings: Settings, _ store: SQLiteStore, _ outbound: OutboundClient, _ logger: Logger) async throws {
        self.init(
            http: outbound, configuration: settings.github,
            credentials: try await Self.credentials(settings, outbound), storage: store, now: Timestamp.now,
            logger: logger
        )
    }

    private static func credentials(_ settings: Settings, _ outbound: OutboundClient) async throws -> any Credentials {
        switch settings.githubAccess {
        case .anonymous:
            return NoCredentials()
        case .token(let token, let file):
            return TokenCredentials(token, from: file)
        case .app(let id, let installation, let privateKey):
            let key: AppKey
            do {
                key = try await AppKey(app: id, pem: privateKey)
            } catch {
                throw Failure(.configuration, "GITHUB_APP_PRIVATE_KEY is not an RSA private key in PEM form")
            }
            return AppCredentials(
                app: id, installation: installation, key: key, http: outbound, configuration: settings.github,
                now: Timestamp.now
            )
        }
    }
}

/// GitHub's limits, pages and names live in the same file as the jobs.
extension SQLiteStore: GitHubStorage {}
