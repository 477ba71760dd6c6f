import Aggregation
import GitHub
import HTTPAPI
import JobStore
import Jobs
import Logging
import Outbound
import Webhooks

/// The configuration, checked and typed.
struct Settings: Sendable {
    /// What it was read from, to tell what has changed.
    private(set) var texts: [Setting: String]
    var webhookURL: String
    var webhookAllow: AllowList
    /// Empty: deliveries are not signed.
    var webhookSecrets: [WebhookSecret]
    var signsAsGitHub: Bool
    var scheduleInterval: Milliseconds
    var retryPolicy: RetryPolicy
    var holdPolicy: HoldPolicy
    var retention: Retention
    var github: GitHubConfiguration
    var githubAccess: GitHubAccess
    var limits: CollectionLimits
    /// Nil: no limit.
    var liveLimit: Int?
    var host: String
    var port: Int
    /// Empty: everybody may do everything.
    var tokens: TokenList
    /// Whether there may be none where others reach the port.
    var allowsUnauthenticated: Bool
    /// Of each token's name. Nil: no limit.
    var requestsPerMinute: Int?
    var front: FrontLimits
    var databasePath: String
    var databaseCheckpoints: Checkpoints
    /// Nil: no limit.
    var databaseMaxBytes: Int?
    var workers: Int
    /// Nil: no limit of its own.
    var workersPerDestination: Int?
    var webhookTimeout: Milliseconds
    var webhookConnectTimeout: Milliseconds
    /// Nil: no limit of its own.
    var webhookWriteTimeout: Milliseconds?
    var webhookAnswerTimeout: Milliseconds?
    /// Nil: never.
    var webhookGzipMinBytes: Int?
    var shutdownGrace: Milliseconds
    var logLevel: Logger.Level
    var logFormat: LogFormat

    /// Reads every key, and throws everything that is wrong at once.
    init(_ source: SettingSource) throws(ConfigurationError) {
        var parser = SettingParser(source)
        texts = parser.texts
        webhookURL = parser.url(.webhookURL)
        webhookAllow = parser.webhookAllow()
        webhookSecrets = parser.webhookSecrets()
        signsAsGitHub = parser.signsAsGitHub()
        scheduleInterval = parser.milliseconds(.scheduleInterval)
        retention = parser.retention()
        github = parser.github()
        githubAccess = parser.githubAccess()
        limits = CollectionLimits(
            maxIssues: parser.limit(.maxIssues),
            maxContributors: parser.limit(.maxContributors),
            maxBytes: parser.number(.maxPayloadBytes, in: 65_536...1_073_741_824)
        )
        liveLimit = parser.limit(.maxSimultaneousJobs)
        host = parser.text(.host)
        port = parser.number(.port, in: 0...65535)
        tokens = parser.tokens()
        requestsPerMinute = parser.requestsPerMinute()
        allowsUnauthenticated = parser.flag(.allowUnauthenticated)
        parser.checkExposure(of: host, to: tokens)
        front = parser.front()
        databasePath = parser.text(.databasePath)
        databaseCheckpoints = parser.word(.databaseCheckpoints)
        databaseMaxBytes = parser.bytes(.databaseMaxBytes, atLeast: 1_048_576)
        workers = parser.number(.workers, in: 1...1000)
        // Where there is one destination only, there is nobody whom it could keep waiting.
        let half = webhookAllow.isEmpty ? nil : workers / 2
        workersPerDestination = (parser.limit(.workersPerDestination) ?? half).map { max(1, $0) }
        webhookTimeout = parser.milliseconds(.webhookTimeout, atLeast: 1)
        webhookConnectTimeout = parser.milliseconds(.webhookConnectTimeout, atLeast: 1)
        webhookWriteTimeout = parser.optionalMilliseconds(.webhookWriteTimeout, atLeast: 1)
        webhookAnswerTimeout = parser.optionalMilliseconds(.webhookAnswerTimeout, atLeast: 1)
        webhookGzipMinBytes = parser.limit(.webhookGzipMinBytes)
        shutdownGrace = parser.milliseconds(.shutdownGrace)
        logLevel = parser.word(.logLevel)
        logFormat = parser.word(.logFormat)

        let pause = parser.milliseconds(.holdProbeInterval, atLeast: 1)
        holdPolicy = HoldPolicy(
            failingJobs: parser.limit(.holdAfterFailingJobs, upTo: 1000).map { max(1, $0) },
            base: pause,
            cap: max(pause, parser.milliseconds(.holdProbeMaxInterval))
        )

        let base = parser.milliseconds(.rescheduleInterval)
        retryPolicy = RetryPolicy(
            maxRetries: parser.number(.retryMaxAttempts, in: 0...1000),
            base: base,
            cap: max(base, parser.milliseconds(.retryMaxInterval)),
            backoff: parser.word(.retryBackoff)
        )
        try parser.finish()
    }
}

/// Whoever logs what it is part of tells no secret by that.
extension Settings: CustomStringConvertible {
    var description: String { "settings" }
}

extension Settings {
    /// Those whose values are others in newer settings: what a daemon that runs with these can take from them, and what only a
    /// restart does.
    func changes(to new: Settings) -> (taken: [Setting], left: [Setting]) {
        let changed = Setting.allCases.filter { texts[$0] != new.texts[$0] }
        let taken = changed.filter { $0.isReloadable && ($0 != .apiToken || isSameKind(of: new)) }
        return (taken, changed.filter { !taken.contains($0) })
    }

    /// With a token before and after.
    private func isSameKind(of new: Settings) -> Bool {
        if case (.token, .token) = (githubAccess, new.githubAccess) { return true }
        return false
    }

    /// Whether the tokens of these keep out whom they must where a daemon with others listens: HOST changes only by a restart.
    func mayServe(where running: Settings) -> Bool {
        !tokens.isEmpty || allowsUnauthenticated || running.isLoopbackOnly
    }

    /// These, with what was taken from newer ones.
    mutating func take(_ settings: [Setting], from new: Settings) {
        for setting in settings { texts[setting] = new.texts[setting] }
    }
}

extension SettingParser {
    mutating func retention() -> Retention {
        var retention = Retention(payloads: optionalMilliseconds(.payloadRetention))
        retention.jobs[.completed] = optionalMilliseconds(.completedRetention)
        retention.jobs[.cancelled] = optionalMilliseconds(.cancelledRetention)
        retention.jobs[.discarded] = optionalMilliseconds(.discardedRetention)
        return retention
    }
}
