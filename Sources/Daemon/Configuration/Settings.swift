import Jobs
import Logging

/// The configuration, checked and typed.
struct Settings: Sendable {
    var webhookURL: String
    var scheduleInterval: Milliseconds
    var retryPolicy: RetryPolicy
    var apiURL: String
    /// Nil: unauthenticated.
    var apiToken: String?
    /// Nil: no limit.
    var liveLimit: Int?
    var host: String
    var port: Int
    var databasePath: String
    var workers: Int
    var apiTimeout: Milliseconds
    var webhookTimeout: Milliseconds
    var shutdownGrace: Milliseconds
    var logLevel: Logger.Level
    var logFormat: LogFormat

    /// Reads every key, and throws everything that is wrong at once.
    init(_ source: SettingSource) throws(ConfigurationError) {
        var parser = SettingParser(source)
        webhookURL = parser.url(.webhookURL)
        scheduleInterval = parser.milliseconds(.scheduleInterval)
        apiURL = parser.url(.apiURL)
        apiToken = parser.token(.apiToken)
        let limit = parser.number(.maxSimultaneousJobs, in: -1...Int.max)
        liveLimit = limit < 0 ? nil : limit
        host = parser.text(.host)
        port = parser.number(.port, in: 0...65535)
        databasePath = parser.text(.databasePath)
        workers = parser.number(.workers, in: 1...1000)
        apiTimeout = parser.milliseconds(.apiTimeout, atLeast: 1)
        webhookTimeout = parser.milliseconds(.webhookTimeout, atLeast: 1)
        shutdownGrace = parser.milliseconds(.shutdownGrace)
        logLevel = parser.word(.logLevel)
        logFormat = parser.word(.logFormat)

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
