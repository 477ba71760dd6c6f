import CoreMetrics
import Foundation
import GitHub
import JobStore
import Jobs
import Logging
import Outbound
import Webhooks

/// The daemon, GitHub and the receiver, as they are reached from here.
extension Doctor {
    func daemon() async -> [Finding] {
        let url = "http://\(DaemonAddress.text(host: settings.host, port: settings.port))/readyz"
        do {
            let answer = try await get(url)
            guard answer.status == 200 else {
                let text = answer.problem?.detail.oneLine ?? "it answered \(answer.status)"
                return [
                    .problem("daemon", "it is not ready: \(text)", remedy: "its log says more; so does /readyz?verbose")
                ]
            }
            guard Checkup.isInUse(settings.databasePath) != false else {
                return [
                    .warning(
                        "daemon", "one answers at \(url), but none has this database",
                        remedy: "is PORT that of another daemon, or DATABASE_PATH another file?")
                ]
            }
            return [.ok("daemon", "it is ready (\(url))")]
        } catch .timeout {
            return [
                .problem(
                    "daemon", "it does not answer in \(answerLimit.components.seconds) s (\(url))",
                    remedy: "does another program keep the database locked, such as an sqlite3 prompt inside BEGIN?")
            ]
        } catch {
            return [.warning("daemon", "nothing answers at \(url)", remedy: "hookme serve, or systemctl start hookme")]
        }
    }

    /// By a request that costs nothing (https://docs.github.com/en/rest/rate-limit/rate-limit).
    func github() async -> [Finding] {
        do {
            let credential = try await credentials().credential()
            var headers = ["accept": "application/vnd.github+json", "user-agent": settings.github.userAgent]
            headers["authorization"] = credential.token.map { "Bearer \($0)" }
            let sent = now()
            let answer = try await get(settings.github.baseURL + "/rate_limit", headers)
            return [budget(answer)] + clock(answer, sent, now())
        } catch let error as CredentialsError {
            return [
                .problem(
                    "github", "the GitHub App gets no token: \(error)",
                    remedy: "compare the three GITHUB_APP_… keys with the App's page")
            ]
        } catch {
            return [
                .problem(
                    "github", "\(settings.github.baseURL): \((error as? OutboundError)?.sentence ?? "\(error)")",
                    remedy: "is API_URL right, and may this machine reach it?")
            ]
        }
    }

    private func credentials() async throws -> any Credentials {
        try await GitHubClient.credentials(settings, http, .none, NOOPMetricsHandler.instance)
    }

    private func budget(_ answer: OutboundResponse) -> Finding {
        let who =
            switch settings.githubAccess {
            case .anonymous: "without a token"
            case .token: "with API_TOKEN"
            case .app: "as a GitHub App"
            }
        switch answer.status {
        case 200: break
        case 401:
            return .problem(
                "github", "it refuses the token (401)",
                remedy: "is it expired or revoked? Make a new one, and set API_TOKEN")
        // https://docs.github.com/en/enterprise-server/rest/rate-limit/rate-limit: where limits are off.
        case 404: return .ok("github", "\(settings.github.baseURL) answers \(who), and has no limits")
        default:
            return .warning(
                "github", "\(settings.github.baseURL) answers \(answer.status)", remedy: "is API_URL its REST API?")
        }
        guard let left = answer.header("x-ratelimit-remaining").flatMap({ Int($0) }),
            let all = answer.header("x-ratelimit-limit").flatMap({ Int($0) })
        else {
            return .ok("github", "\(settings.github.baseURL) answers \(who)")
        }
        let text = "\(left.grouped) of \(all.grouped) requests left \(who)"
        if left == 0 {
            return .warning(
                "github", text, remedy: "jobs that collect wait until the budget is whole again; nothing is lost")
        }
        if settings.githubAccess == .anonymous {
            return .warning(
                "github", text, remedy: "a token, even one that may do nothing, grants 5,000 an hour: API_TOKEN")
        }
        return .ok("github", text)
    }

    /// The times of signatures and of budgets are compared with other machines' clocks.
    private func clock(_ answer: OutboundResponse, _ sent: Timestamp, _ received: Timestamp) -> [Finding] {
        guard let date = answer.header("date").flatMap(HTTPDate.moment) else { return [] }
        // Its moment is a whole second, and somewhere between our two.
        let fast = (sent - date).count - 1000
        let slow = (date - received).count
        let off = max(fast, slow, 0)
        let text = "it is \(Milliseconds(off).words) \(fast > slow ? "ahead of" : "behind") GitHub's"
        if off > 60_000 {
            return [
                .problem("clock", text, remedy: "receivers refuse signatures that are minutes off: run an NTP client")
            ]
        }
        if off > 5000 { return [.warning("clock", text, remedy: "run an NTP client")] }
        return [.ok("clock", "it agrees with GitHub's")]
    }

    /// WEBHOOK_URL is the operator's own and may be anywhere; what is told is where it leads.
    func destination() async -> [Finding] {
        guard let url = URLComponents(string: settings.webhookURL), let host = url.host else { return [] }
        let name = host.trimmingCharacters(in: ["[", "]"])
        do {
            let addresses = if let address = IPAddress(name) { [address] } else { try await resolve(name) }
            let inward = addresses.filter { AddressPolicy().rule(against: $0) != nil }
            let place = inward.isEmpty ? "public" : "not public, which WEBHOOK_URL may be"
            let text = "not asked; \(name) leads to \(addresses.map(\.description).joined(separator: ", ")) (\(place))"
            if url.scheme == "http", inward.count < addresses.count {
                return [
                    .warning(
                        "destination", "\(text), without TLS", remedy: "use https, or payloads can be read on their way"
                    )
                ]
            }
            return [.ok("destination", text)]
        } catch {
            return [
                .problem(
                    "destination", "\(name): \(error.sentence)",
                    remedy: "is WEBHOOK_URL right, and does this machine's DNS know it?")
            ]
        }
    }

    private func get(_ url: String, _ headers: [String: String] = [:]) async throws(OutboundError) -> OutboundResponse {
        try await http.send(
            OutboundRequest(
                method: .get, url: url, headers: headers, timeout: answerLimit, maxResponseBytes: 16_384,
                demand: .excerpt)
        )
    }
}
