import Jobs
import Outbound

/// What a command has to know of a daemon to do in its database as it does. None of it is a secret.
struct DatabaseSettings {
    var path: String
    var scheduleInterval: Milliseconds
    /// Nil: no limit.
    var liveLimit: Int?
    /// Nil: no limit.
    var maxBytes: Int?
    /// Which destinations of their own tasks may name.
    var destinations: DestinationPolicy
    var workers: Int
    /// Where its API is, without a slash at the end.
    var site: String
    /// Whether others may reach it, so that it wants tokens.
    var needsToken: Bool

    init(_ parser: inout SettingParser) {
        path = parser.text(.databasePath)
        scheduleInterval = parser.milliseconds(.scheduleInterval)
        liveLimit = parser.limit(.maxSimultaneousJobs)
        maxBytes = parser.bytes(.databaseMaxBytes, atLeast: 1_048_576)
        destinations = DestinationPolicy(parser.webhookAllow())
        workers = parser.number(.workers, in: 1...1000)
        let host = parser.text(.host)
        site = "http://" + DaemonAddress.text(host: host, port: parser.number(.port, in: 0...65535))
        needsToken = parser.isGiven(.authTokens) || !Settings.isLoopback(host)
    }
}
