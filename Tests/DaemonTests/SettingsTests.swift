import Aggregation
import Foundation
import GitHub
import HTTPAPI
import JobStore
import Jobs
import Logging
import Outbound
import TestSupport
import Testing
import Webhooks

@testable import Daemon

struct SettingsTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let tokens = "ci:enqueue:\(String(repeating: "0a", count: 32))"
    private static let webhook = ["WEBHOOK_URL": "https://example.com/hook"]

    private func settings(_ environment: [String: String]) async throws -> Settings {
        try Settings(try SettingSource(environment: environment, file: nil))
    }

    /// What is wrong with the configuration; nothing when all of it is right.
    private func problems(_ environment: [String: String]) async throws -> [String] {
        do {
            _ = try await settings(environment)
            return []
        } catch let error as ConfigurationError {
            return error.problems
        }
    }

    @Test func `without more than a webhook everything has its default`() async throws {
        let settings = try await settings(Self.webhook)
        #expect(settings.webhookURL == "https://example.com/hook")
        #expect(settings.webhookAllow == AllowList())
        #expect(settings.webhookSecrets.isEmpty && !settings.signsAsGitHub)
        #expect(settings.scheduleInterval == 10_800)
        #expect(
            settings.retryPolicy
                == RetryPolicy(maxRetries: 3, base: 5000, cap: 3_600_000, backoff: .exponential)
        )
        #expect(settings.github.baseURL == "https://api.github.com" && settings.githubAccess == .anonymous)
        #expect(settings.github.apiVersion == "2022-11-28" && settings.github.maxConcurrentRequests == 10)
        #expect(settings.github.nameAge == .seconds(604_800) && settings.github.nameCacheEntries == 100_000)
        #expect(settings.github.pageCacheBytes == 256 << 20 && settings.limits.maxBytes == 32 << 20)
        #expect(settings.limits.maxIssues == nil && settings.limits.maxContributors == nil)
        #expect(settings.liveLimit == nil && settings.databaseMaxBytes == nil && settings.databaseCheckpoints == .own)
        let (day, week) = (Milliseconds.seconds(86_400), Milliseconds.seconds(7 * 86_400))
        let jobs = [JobState.completed: week, .cancelled: week, .discarded: .seconds(90 * 86_400)]
        #expect(settings.retention == Retention(payloads: day, jobs: jobs))
        #expect(settings.host == "127.0.0.1" && settings.port == 4001 && settings.databasePath == "hookme.db")
        #expect(settings.tokens.isEmpty && settings.requestsPerMinute == nil)
        #expect(settings.front.connections == 4096)
        #expect(settings.front.headTimeout == 10_000 && settings.front.bodyTimeout == 30_000)
        #expect(settings.workers == 16 && settings.shutdownGrace == 20_000)
        #expect(settings.github.timeout == 10_000 && settings.webhookTimeout == 15_000)
        #expect(settings.webhookConnectTimeout == 5000 && settings.webhookWriteTimeout == nil)
        #expect(settings.webhookAnswerTimeout == nil && settings.webhookGzipMinBytes == nil)
        #expect(settings.logLevel == .info && settings.logFormat == .text)
    }

    @Test func `every key is read`() async throws {
        let settings = try await settings([
            "WEBHOOK_URL": "http://user:pass@[::1]:8080/a?b=c", "SCHEDULE_INTERVAL": "0", "RESCHEDULE_INTERVAL": "70",
            "RETRY_MAX_ATTEMPTS": "0", "RETRY_BACKOFF": "constant", "RETRY_MAX_INTERVAL": "80",
            "API_URL": "https://ghe.example.com/api/v3/", "API_TOKEN": "t0ken", "RATE_LIMIT_MAX_SIMULTANEOUS_JOBS": "5",
            "HOST": "::", "PORT": "0", "AUTH_TOKENS": Self.tokens, "AUTH_REQUESTS_PER_MINUTE": "60",
            "HTTP_MAX_CONNECTIONS": "9", "HTTP_HEAD_TIMEOUT": "8", "HTTP_BODY_TIMEOUT": "7",
            "DATABASE_PATH": "/var/lib/hookme/jobs.db", "WORKERS": "1", "API_TIMEOUT": "1",
            "API_VERSION": "2026-03-10", "GITHUB_MAX_CONCURRENT_REQUESTS": "3", "USER_CACHE_TTL": "4",
            "USER_CACHE_MAX_ENTRIES": "0", "PAGE_CACHE_MAX_BYTES": "0", "MAX_ISSUES": "6", "MAX_CONTRIBUTORS": "0",
            "MAX_PAYLOAD_BYTES": "65536", "PAYLOAD_RETENTION": "0",
            "COMPLETED_RETENTION": "-1", "CANCELLED_RETENTION": "8", "DISCARDED_RETENTION": "9",
            "DATABASE_MAX_BYTES": "1048576", "DATABASE_CHECKPOINTS": "external",
            "WEBHOOK_ALLOW": "*.example.com, 10.1.0.0/16 fd00::/8",
            "WEBHOOK_SECRET": Self.secret, "WEBHOOK_HUB_SIGNATURE": "true",
            "WEBHOOK_TIMEOUT": "2", "WEBHOOK_CONNECT_TIMEOUT": "3", "WEBHOOK_WRITE_TIMEOUT": "4",
            "WEBHOOK_ANSWER_TIMEOUT": "5", "WEBHOOK_GZIP_MIN_BYTES": "0", "SHUTDOWN_GRACE": "0",
            "LOG_LEVEL": "critical", "LOG_FORMAT": "json",
        ])
        #expect(settings.webhookURL == "http://user:pass@[::1]:8080/a?b=c")
        #expect(settings.webhookAllow == (try AllowList("*.example.com 10.1.0.0/16 fd00::/8")))
        #expect(settings.webhookSecrets.map(\.text) == [Self.secret] && settings.signsAsGitHub)
        #expect(settings.scheduleInterval == 0 && settings.shutdownGrace == 0)
        #expect(settings.retention == Retention(payloads: 0, jobs: [.cancelled: 8, .discarded: 9]))
        #expect(settings.databaseMaxBytes == 1_048_576 && settings.databaseCheckpoints == .external)
        #expect(settings.retryPolicy == RetryPolicy(maxRetries: 0, base: 70, cap: 80, backoff: .constant))
        #expect(settings.github.baseURL == "https://ghe.example.com/api/v3")
        #expect(settings.githubAccess == .token("t0ken", file: nil))
        #expect(settings.github.apiVersion == "2026-03-10" && settings.github.maxConcurrentRequests == 3)
        #expect(settings.github.nameAge == 4 && settings.github.nameCacheEntries == 0)
        #expect(settings.github.pageCacheBytes == 0 && settings.limits.maxBytes == 65_536)
        #expect(settings.limits.maxIssues == 6 && settings.limits.maxContributors == 0)
        #expect(settings.liveLimit == 5 && settings.host == "::" && settings.port == 0 && settings.workers == 1)
        #expect(settings.databasePath == "/var/lib/hookme/jobs.db")
        #expect(settings.tokens == TokenList([try TokenEntry(Self.tokens[...])]) && settings.requestsPerMinute == 60)
        #expect(settings.front.connections == 9)
        #expect(settings.front.headTimeout == 8 && settings.front.bodyTimeout == 7)
        #expect(settings.github.timeout == 1 && settings.webhookTimeout == 2 && settings.webhookConnectTimeout == 3)
        #expect(settings.webhookWriteTimeout == 4 && settings.webhookAnswerTimeout == 5)
        #expect(settings.webhookGzipMinBytes == 0)
        #expect(settings.logLevel == .critical && settings.logFormat == .json)
    }

    @Test func `a GitHub App needs all of its keys, and no token beside them`() async throws {
        let key = try testKey.get()
        let app = [
            "GITHUB_APP_ID": "7", "GITHUB_APP_INSTALLATION_ID": "99", "GITHUB_APP_PRIVATE_KEY": key,
        ].merging(Self.webhook) { $1 }
        #expect(
            try await settings(app).githubAccess == .app(id: "7", installation: 99, privateKey: key)
        )
        #expect(
            try await problems(["GITHUB_APP_ID": "7"].merging(Self.webhook) { $1 }) == [
                "GITHUB_APP_INSTALLATION_ID is required beside the other keys of a GitHub App",
                "GITHUB_APP_PRIVATE_KEY is required beside the other keys of a GitHub App",
            ]
        )
        #expect(
            try await problems(app.merging(["GITHUB_APP_PRIVATE_KEY": "s3cret"]) { $1 }) == [
                "GITHUB_APP_PRIVATE_KEY is not an RSA private key in PEM form"
            ]
        )
        #expect(
            try await problems(app.merging(["API_TOKEN": "t"]) { $1 }) == [
                "API_TOKEN and GITHUB_APP_ID are both given, but GitHub can be read only as one of them"
            ]
        )
    }

    @Test(arguments: [" ", "\n", " \r\n\t"])
    func `of several secrets each signs, whatever space is between them`(space: String) async throws {
        let other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        let directory = try TemporaryDirectory()
        let file = directory.file("secrets")
        try "\(other)\(space)\(Self.secret)\n".write(toFile: file, atomically: true, encoding: .utf8)
        for source in [["WEBHOOK_SECRET": "\(other)\(space)\(Self.secret)"], ["WEBHOOK_SECRET_FILE": file]] {
            let settings = try await settings(source.merging(Self.webhook) { $1 })
            #expect(settings.webhookSecrets.map(\.text) == [other, Self.secret])
        }
    }

    @Test(arguments: [
        ("s3cret", ["WEBHOOK_SECRET must begin with whsec_"]),
        ("whsec_s3cret!", ["WEBHOOK_SECRET must be base64 after whsec_"]),
        ("whsec_s3cret99", ["WEBHOOK_SECRET must be the base64 of 24 to 64 bytes, and not of 6"]),
        ("\(secret),\(secret)", ["WEBHOOK_SECRET must be base64 after whsec_"]),
        ("\(secret) s3cret", ["WEBHOOK_SECRET, secret 2 of 2, must begin with whsec_"]),
    ])
    func `a wrong webhook secret is not shown`(value: String, expected: [String]) async throws {
        #expect(try await problems(["WEBHOOK_SECRET": value].merging(Self.webhook) { $1 }) == expected)
    }

    @Test(arguments: [
        ("*", "'*'"), ("a.example, 10.0.0.0/33", "'10.0.0.0/33'"), ("127.1", "'127.1'"),
        ("https://a.example", "'https://a.example'"), ("user:s3cret@a.example", "a wrong entry"),
    ])
    func `what lists no host is named, unless there may be a password in it`(list: String, shown: String) async throws {
        let hosts = "hooks.example.com, *.example.com, 192.0.2.7, 10.1.0.0/16 or fd00::/8"
        #expect(
            try await problems(["WEBHOOK_ALLOW": list].merging(Self.webhook) { $1 })
                == ["WEBHOOK_ALLOW has \(shown), but must list hosts: \(hosts)"]
        )
    }

    @Test(arguments: [nil, "", " "])
    func `GitHub's header needs a secret`(secret: String?) async throws {
        var keys = ["WEBHOOK_HUB_SIGNATURE": "true"].merging(Self.webhook) { $1 }
        keys["WEBHOOK_SECRET"] = secret
        #expect(
            try await problems(keys) == [
                "WEBHOOK_HUB_SIGNATURE is true, but there is no WEBHOOK_SECRET to sign with"
            ]
        )
    }

    @Test func `a token's file is known, so that it can be read again`() async throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("token")
        try "t0ken\n".write(toFile: file, atomically: true, encoding: .utf8)
        let settings = try await settings(["API_TOKEN_FILE": file].merging(Self.webhook) { $1 })
        #expect(settings.githubAccess == .token("t0ken", file: file))
    }

    @Test func `payloads may be kept for ever`() async throws {
        #expect(try await settings(["PAYLOAD_RETENTION": "-1"].merging(Self.webhook) { $1 }).retention.payloads == nil)
    }

    @Test func `a base above the longest wait is the longest wait`() async throws {
        let keys = ["RESCHEDULE_INTERVAL": "90", "RETRY_MAX_INTERVAL": "80"].merging(Self.webhook) { $1 }
        #expect(try await settings(keys).retryPolicy.cap == 90)
    }

    @Test(arguments: [
        ("SCHEDULE_INTERVAL", "soon", "a whole number from 0 to 31536000000"),
        ("SCHEDULE_INTERVAL", "-1", "a whole number from 0 to 31536000000"),
        ("RESCHEDULE_INTERVAL", "5s", "a whole number from 0 to 31536000000"),
        ("RETRY_MAX_ATTEMPTS", "1001", "a whole number from 0 to 1000"),
        ("HOLD_AFTER_FAILING_JOBS", "1001", "a whole number from -1 to 1000"),
        ("RETRY_BACKOFF", "linear", "one of exponential, constant"),
        ("RETRY_MAX_INTERVAL", "1e9", "a whole number from 0 to 31536000000"),
        ("API_URL", "api.github.com", "an http or https URL, such as https://example.com/path"),
        ("API_URL", "ftp://api.github.com", "an http or https URL, such as https://example.com/path"),
        ("API_URL", "https://", "an http or https URL, such as https://example.com/path"),
        ("API_URL", "https://api.github.com:99999", "an http or https URL, such as https://example.com/path"),
        ("API_URL", "https://api.github.com/a b", "an http or https URL, such as https://example.com/path"),
        ("API_URL", "https://api.github.com/#a", "an http or https URL, such as https://example.com/path"),
        ("WEBHOOK_HUB_SIGNATURE", "yes", "true or false"),
        ("ALLOW_UNAUTHENTICATED", "1", "true or false"),
        ("HTTP_MAX_CONNECTIONS", "0", "a whole number from 1 to 1000000"),
        ("HTTP_HEAD_TIMEOUT", "0", "a whole number from 1 to 31536000000"),
        ("HTTP_BODY_TIMEOUT", "30s", "a whole number from 1 to 31536000000"),
        ("AUTH_REQUESTS_PER_MINUTE", "0", "-1, or a whole number from 1"),
        ("AUTH_REQUESTS_PER_MINUTE", "-2", "a whole number from -1"),
        ("RATE_LIMIT_MAX_SIMULTANEOUS_JOBS", "-2", "a whole number from -1"),
        ("PORT", "65536", "a whole number from 0 to 65535"),
        ("WORKERS", "0", "a whole number from 1 to 1000"),
        ("API_TIMEOUT", "0", "a whole number from 1 to 31536000000"),
        ("WEBHOOK_TIMEOUT", "0", "a whole number from 1 to 31536000000"),
        ("WEBHOOK_WRITE_TIMEOUT", "0", "-1, or a whole number from 1"),
        ("WEBHOOK_ANSWER_TIMEOUT", "0", "-1, or a whole number from 1"),
        ("SHUTDOWN_GRACE", "99999999999999999999", "a whole number from 0 to 31536000000"),
        ("PAYLOAD_RETENTION", "-2", "a whole number from -1 to 31536000000"),
        ("DISCARDED_RETENTION", "31536000001", "a whole number from -1 to 31536000000"),
        ("DATABASE_CHECKPOINTS", "none", "one of own, external"),
        ("DATABASE_MAX_BYTES", "1048575", "-1, or a whole number from 1048576"),
        ("LOG_LEVEL", "INFO", "one of trace, debug, info, notice, warning, error, critical"),
        ("LOG_FORMAT", "xml", "one of text, json"),
    ])
    func `a wrong value is named with its key and what is allowed`(
        key: String, value: String, allowed: String
    ) async throws {
        let problems = try await problems([key: value].merging(Self.webhook) { $1 })
        #expect(problems == ["\(key) is '\(value)', but must be \(allowed)"])
    }

    @Test func `everything that is wrong is said at once, each key with its line`() async throws {
        let problems = try await problems(["PORT": "x", "WORKERS": "y", "LOG_LEVEL": "z"])
        #expect(problems.count == 4)
        for key in ["WEBHOOK_URL is required", "PORT is 'x'", "WORKERS is 'y'", "LOG_LEVEL is 'z'"] {
            #expect(problems.contains { $0.hasPrefix(key) }, "\(key)")
        }
        let failure = ConfigurationError(problems: ["one", "two"]).failure
        #expect(failure.code == .configuration && failure.line == "one\nhookme: two")
    }

    @Test(arguments: [
        "no url s3cret", "ftp://s3cret@example.com", "https://user:s3cret@", "https://example.com:0/s3cret",
    ])
    func `a wrong secret is not shown`(value: String) async throws {
        let problems = try await problems(["WEBHOOK_URL": value])
        #expect(
            problems == [
                "WEBHOOK_URL is a wrong value, but must be an http or https URL, such as https://example.com/path"
            ]
        )
    }

    @Test(arguments: Setting.allCases)
    func `an empty value counts as none`(setting: Setting) async throws {
        let problems = try await problems([setting.rawValue: ""].merging(Self.webhook) { one, _ in one })
        #expect(problems == (setting.fallback == nil ? ["\(setting.rawValue) is required: \(setting.meaning)"] : []))
    }

    @Test func `a reload takes no tokens away where others reach the port, whatever HOST says then`() async throws {
        let open = ["HOST": "0.0.0.0", "AUTH_TOKENS": Self.tokens].merging(Self.webhook) { $1 }
        let running = try await settings(open)
        #expect(try await !settings(Self.webhook).mayServe(where: running))
        #expect(try await settings(open).mayServe(where: running))
        let allowed = try await settings(["ALLOW_UNAUTHENTICATED": "true"].merging(Self.webhook) { $1 })
        #expect(allowed.mayServe(where: running))
        #expect(try await settings(Self.webhook).mayServe(where: settings(Self.webhook)))
    }
}
