/// Every key that configures hookme: the one place where they are named and explained.
enum Setting: String, CaseIterable {
    case webhookURL = "WEBHOOK_URL"
    case webhookAllow = "WEBHOOK_ALLOW"
    case webhookSecret = "WEBHOOK_SECRET"
    case webhookHubSignature = "WEBHOOK_HUB_SIGNATURE"
    case scheduleInterval = "SCHEDULE_INTERVAL"
    case rescheduleInterval = "RESCHEDULE_INTERVAL"
    case retryMaxAttempts = "RETRY_MAX_ATTEMPTS"
    case retryBackoff = "RETRY_BACKOFF"
    case retryMaxInterval = "RETRY_MAX_INTERVAL"
    case holdAfterFailingJobs = "HOLD_AFTER_FAILING_JOBS"
    case holdProbeInterval = "HOLD_PROBE_INTERVAL"
    case holdProbeMaxInterval = "HOLD_PROBE_MAX_INTERVAL"
    case payloadRetention = "PAYLOAD_RETENTION"
    case completedRetention = "COMPLETED_RETENTION"
    case cancelledRetention = "CANCELLED_RETENTION"
    case discardedRetention = "DISCARDED_RETENTION"
    case apiURL = "API_URL"
    case apiToken = "API_TOKEN"
    case appID = "GITHUB_APP_ID"
    case appInstallationID = "GITHUB_APP_INSTALLATION_ID"
    case appPrivateKey = "GITHUB_APP_PRIVATE_KEY"
    case apiVersion = "API_VERSION"
    case maxConcurrentRequests = "GITHUB_MAX_CONCURRENT_REQUESTS"
    case userCacheTTL = "USER_CACHE_TTL"
    case userCacheMaxEntries = "USER_CACHE_MAX_ENTRIES"
    case pageCacheMaxBytes = "PAGE_CACHE_MAX_BYTES"
    case maxIssues = "MAX_ISSUES"
    case maxContributors = "MAX_CONTRIBUTORS"
    case maxPayloadBytes = "MAX_PAYLOAD_BYTES"
    case maxSimultaneousJobs = "RATE_LIMIT_MAX_SIMULTANEOUS_JOBS"
    case host = "HOST"
    case port = "PORT"
    case authTokens = "AUTH_TOKENS"
    case authRequestsPerMinute = "AUTH_REQUESTS_PER_MINUTE"
    case allowUnauthenticated = "ALLOW_UNAUTHENTICATED"
    case httpMaxConnections = "HTTP_MAX_CONNECTIONS"
    case httpHeadTimeout = "HTTP_HEAD_TIMEOUT"
    case httpBodyTimeout = "HTTP_BODY_TIMEOUT"
    case databasePath = "DATABASE_PATH"
    case databaseMaxBytes = "DATABASE_MAX_BYTES"
    case databaseCheckpoints = "DATABASE_CHECKPOINTS"
    case workers = "WORKERS"
    case workersPerDestination = "WORKERS_PER_DESTINATION"
    case apiTimeout = "API_TIMEOUT"
    case webhookTimeout = "WEBHOOK_TIMEOUT"
    case webhookConnectTimeout = "WEBHOOK_CONNECT_TIMEOUT"
    case webhookWriteTimeout = "WEBHOOK_WRITE_TIMEOUT"
    case webhookAnswerTimeout = "WEBHOOK_ANSWER_TIMEOUT"
    case webhookGzipMinBytes = "WEBHOOK_GZIP_MIN_BYTES"
    case shutdownGrace = "SHUTDOWN_GRACE"
    case logLevel = "LOG_LEVEL"
    case logFormat = "LOG_FORMAT"

    /// Nil: it must be given.
    var fallback: String? {
        switch self {
        case .webhookURL: nil
        case .webhookAllow, .webhookSecret: ""
        case .webhookHubSignature: "false"
        case .scheduleInterval: "10800"
        case .rescheduleInterval: "5000"
        case .retryMaxAttempts: "3"
        case .retryBackoff: "exponential"
        case .retryMaxInterval: "3600000"
        case .holdAfterFailingJobs: "5"
        case .holdProbeInterval: "5000"
        case .holdProbeMaxInterval: "300000"
        case .payloadRetention: "86400000"
        case .completedRetention, .cancelledRetention: "604800000"
        case .discardedRetention: "7776000000"
        case .apiURL: "https://api.github.com"
        case .apiToken, .appID, .appInstallationID, .appPrivateKey: ""
        case .apiVersion: "2022-11-28"
        case .maxConcurrentRequests: "10"
        case .userCacheTTL: "604800000"
        case .userCacheMaxEntries: "100000"
        case .pageCacheMaxBytes: "268435456"
        case .maxIssues, .maxContributors: "-1"
        case .maxPayloadBytes: "33554432"
        case .maxSimultaneousJobs: "-1"
        case .host: "127.0.0.1"
        case .port: "4001"
        case .authTokens: ""
        case .authRequestsPerMinute: "-1"
        case .allowUnauthenticated: "false"
        case .httpMaxConnections: "4096"
        case .httpHeadTimeout: "10000"
        case .httpBodyTimeout: "30000"
        case .databasePath: "hookme.db"
        case .databaseMaxBytes: "-1"
        case .databaseCheckpoints: "own"
        case .workers: "16"
        case .workersPerDestination: "-1"
        case .apiTimeout: "10000"
        case .webhookTimeout: "15000"
        case .webhookConnectTimeout: "5000"
        case .webhookWriteTimeout, .webhookAnswerTimeout, .webhookGzipMinBytes: "-1"
        case .shutdownGrace: "20000"
        case .logLevel: "info"
        case .logFormat: "text"
        }
    }

    var meaning: String {
        switch self {
        case .webhookURL: "where results are posted"
        case .webhookAllow:
            "hosts (names, *.ends, addresses, ranges such as 10.1.0.0/16) to which tasks may send; empty: to none"
        case .webhookSecret: "whsec_ and base64, signs deliveries; two, separated by a space, during a rotation"
        case .webhookHubSignature: "true or false, whether deliveries are also signed as GitHub signs its webhooks"
        case .scheduleInterval: "ms from a task's acceptance to its first attempt"
        case .rescheduleInterval: "ms from a failure to the first retry; the base of the backoff"
        case .retryMaxAttempts: "retries after the first attempt"
        case .retryBackoff: "exponential (doubles with each failure, ±10 %) or constant"
        case .retryMaxInterval: "ms, the longest wait between two attempts"
        case .holdAfterFailingJobs:
            "different jobs whose deliveries fail, with none accepted in between, until their destination is held; -1: never"
        case .holdProbeInterval: "ms from a hold to the first probe; doubles with each that fails"
        case .holdProbeMaxInterval: "ms, the longest pause between two probes"
        case .payloadRetention:
            "ms for which a finished job's payload is kept for a redelivery; 0: not at all; -1: as long as the job"
        case .completedRetention: "ms for which completed jobs are kept; -1: for ever"
        case .cancelledRetention: "ms for which cancelled jobs are kept; -1: for ever"
        case .discardedRetention: "ms for which discarded jobs are kept; -1: for ever"
        case .apiURL: "GitHub's REST API, or a GitHub Enterprise Server's /api/v3"
        case .apiToken: "GitHub token; empty: unauthenticated, 60 requests an hour"
        case .appID: "a GitHub App's id, instead of a token"
        case .appInstallationID: "which installation of the App reads"
        case .appPrivateKey: "the App's private key, in the form in which GitHub gives it"
        case .apiVersion: "version of GitHub's REST API"
        case .maxConcurrentRequests: "requests to GitHub under way at once"
        case .userCacheTTL: "ms for which a contributor's name is remembered"
        case .userCacheMaxEntries: "names that are remembered"
        case .pageCacheMaxBytes: "bytes of GitHub's pages that are remembered, to ask only for what has changed"
        case .maxIssues: "most issues of a repository; -1: all"
        case .maxContributors: "most contributors of a repository; -1: all"
        case .maxPayloadBytes: "most bytes of a payload, of which issues get three quarters"
        case .maxSimultaneousJobs: "most live jobs, over it POST /tasks answers 429; -1: no limit"
        case .host: "address to listen on"
        case .port: "port to listen on; 0: any free one"
        case .authTokens:
            "who may use the API: entries that `hookme token` makes, separated by spaces; empty: everybody"
        case .authRequestsPerMinute: "requests that each token's name may make in a minute; -1: no limit"
        case .httpMaxConnections: "most connections of clients; over it they get 503, but for the health checks"
        case .httpHeadTimeout: "ms from the first byte of a request to the end of its head"
        case .httpBodyTimeout: "ms from there to the end of its body, and for a client that does not read its answer"
        case .allowUnauthenticated:
            "true or false, whether HOST may be one that others reach although AUTH_TOKENS is empty"
        case .databasePath: "the SQLite file"
        case .databaseCheckpoints: "own, or external where another program (Litestream) moves the log into the file"
        case .databaseMaxBytes: "bytes of it in use from which no further task is accepted; -1: no limit"
        case .workers: "jobs running at once"
        case .workersPerDestination:
            "jobs of one destination running at once; -1: half of WORKERS where WEBHOOK_ALLOW is set, else all"
        case .apiTimeout: "ms for one request to GitHub, from connecting to the last byte"
        case .webhookTimeout: "ms for one delivery, from connecting to the last byte"
        case .webhookConnectTimeout: "ms of them to connect, from DNS to the end of the TLS handshake"
        case .webhookWriteTimeout: "ms for which a receiver may take nothing of a delivery; -1: no limit of its own"
        case .webhookAnswerTimeout: "ms for which it may then say nothing; -1: no limit of its own"
        case .webhookGzipMinBytes: "bytes from which a payload is sent with gzip; -1: never"
        case .shutdownGrace: "ms that running jobs get to finish when the daemon is stopped"
        case .logLevel: "trace, debug, info, notice, warning, error or critical"
        case .logFormat: "text or json"
        }
    }

    /// May also come from a file: NAME_FILE, or a systemd credential of this name. Never shown.
    var isSecret: Bool {
        switch self {
        case .webhookURL, .webhookSecret, .apiToken, .appPrivateKey, .authTokens: true
        default: false
        }
    }

    /// Whether a reload takes it, while the daemon runs.
    var isReloadable: Bool {
        switch self {
        case .logLevel, .apiToken, .webhookSecret, .webhookHubSignature, .authTokens, .authRequestsPerMinute,
            .maxSimultaneousJobs:
            true
        default: false
        }
    }
}
