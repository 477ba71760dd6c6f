package import CoreMetrics
import Foundation
package import Jobs
package import Outbound
import Synchronization

/// A GitHub App's: a token for one installation, got with the App's key and good for an hour, renewed before that is over
/// (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app).
package final class AppCredentials: Credentials {
    private struct InstallationToken {
        var token: String
        var expiresAt: Timestamp
    }

    /// How long before its end a token is replaced: a request that carries it may be under way for a while.
    private static let margin = Milliseconds.seconds(5 * 60)
    private static let maxResponseBytes = 1 << 20

    /// The budget is the installation's, whichever token spends it.
    package let reader: String
    private let installation: Int
    private let key: AppKey
    private let http: OutboundClient
    private let configuration: GitHubConfiguration
    private let now: WallClock
    private let metrics: GitHubMetrics
    private let current = Mutex<InstallationToken?>(nil)
    private let failure = Mutex<(count: Int, last: CredentialsError?)>((0, nil))
    /// One renewal at a time.
    private let renewal = RequestSlots(limit: 1)

    package init(
        app: String, installation: Int, key: AppKey, http: OutboundClient, configuration: GitHubConfiguration,
        now: @escaping WallClock, metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.metrics = GitHubMetrics(metrics)
        reader = "app:\(app)/\(installation)"
        self.installation = installation
        self.key = key
        self.http = http
        self.configuration = configuration
        self.now = now
    }

    package func credential() async throws(CredentialsError) -> (reader: String, token: String?) {
        (reader, try await token())
    }

    /// A token may end before its time, when somebody changes the installation; a new one works then.
    package func reject(_ token: String) -> Bool {
        current.withLock { current in
            guard current?.token == token else { return current != nil }
            current = nil
            return true
        }
    }

    private func token() async throws(CredentialsError) -> String {
        if let token = goodToken { return token }
        let failures = failure.withLock(\.count)
        let renewed: Result<String, CredentialsError>
        do {
            renewed = try await renewal.withSlot { () throws(GitHubError) in
                if let token = goodToken { return .success(token) }
                // Whoever waited for a renewal that failed has the same answer.
                let failure = failure.withLock { $0 }
                if failure.count > failures, let error = failure.last { return .failure(error) }
                return await renew()
            }
        } catch {
            throw .failed(error)
        }
        return try renewed.get()
    }

    private var goodToken: String? {
        current.withLock { current in
            guard let current, current.expiresAt + Milliseconds(-Self.margin.count) > now() else { return nil }
            return current.token
        }
    }

    private func renew() async -> Result<String, CredentialsError> {
        do throws(CredentialsError) {
            let new = try Self.token(in: try await answer(), at: now())
            current.withLock { $0 = new }
            return .success(new.token)
        } catch {
            failure.withLock { $0 = ($0.count + 1, error) }
            return .failure(error)
        }
    }

    private func answer() async throws(CredentialsError) -> OutboundResponse {
        let path = ["app", "installations", String(installation), "access_tokens"]
        guard let url = GitHubURL(base: configuration.baseURL, segments: path) else {
            throw .failed(.unreachable("API_URL is not an http or https URL"))
        }
        let proof: String
        do {
            proof = try await key.proof(at: now())
        } catch {
            throw .refused(message: "the App's private key cannot sign")
        }
        let request = OutboundRequest(
            method: .post,
            url: url.text,
            headers: [
                "accept": GitHubTransport.mediaType,
                "authorization": "Bearer \(proof)",
                "user-agent": configuration.userAgent,
                "x-github-api-version": configuration.apiVersion,
            ],
            body: [],
            timeout: configuration.timeout.duration,
            maxResponseBytes: Self.maxResponseBytes,
            demand: .whole
        )
        do {
            let response = try await http.send(request)
            metrics.asked("app", .success(response))
            return response
        } catch {
            metrics.asked("app", .failure(error))
            throw .failed(GitHubError(error))
        }
    }

    /// 201 has a token. Of the others below 500, those that speak of no limit say that the App or its installation is not what
    /// we were told.
    private static func token(
        in response: OutboundResponse, at now: Timestamp
    ) throws(CredentialsError) -> InstallationToken {
        guard response.status == 201 else {
            let message = GitHubMessage(response.body).text
            if case .refused(let reason, let until) = RateLimitVerdict(response, at: now), reason != .unauthorized {
                throw .limited(reason, until: until)
            }
            guard (400...499).contains(response.status) else {
                throw .failed(.status(response.status, message: message))
            }
            throw .refused(message: "no token for the App's installation (\(response.status)): \(message)")
        }
        struct Body: Decodable {
            var token: String
            var expiresAt: Date

            enum CodingKeys: String, CodingKey {
                case token
                case expiresAt = "expires_at"
            }
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let body = try? decoder.decode(Body.self, from: Data(response.body)) else {
            throw .failed(.answer("an installation token that is none"))
        }
        let expiresAt = Timestamp(millisecondsSinceEpoch: Int64(body.expiresAt.timeIntervalSince1970 * 1000))
        return InstallationToken(token: body.token, expiresAt: expiresAt)
    }
}
