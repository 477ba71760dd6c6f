import Testing

/// A folder of `Sources/`, and all that its files may know beside each other and the system's own modules.
struct Room: Sendable, CustomTestStringConvertible {
    var name: String
    /// Rooms that it may know. There is no way back from any of them.
    var ours: Set<String> = []
    /// Modules of other packages.
    var theirs: Set<String> = []

    var testDescription: String {
        name
    }

    /// Every room, in the order of the data. What stands here `Package.swift` declares, and nothing else is imported.
    static let all = [
        Room(name: "Jobs"),
        // Where swift-metrics reports to. The other rooms report to swift-metrics, and know no Prometheus.
        Room(name: "Prometheus", theirs: ["CoreMetrics"]),
        Room(name: "JobStore", ours: ["Jobs"], theirs: ["CoreMetrics", "GRDB"]),
        Room(
            name: "Outbound",
            theirs: ["AsyncHTTPClient", "CZlib", "NIOCore", "NIOHTTP1", "NIOHTTPCompression", "NIOPosix", "NIOSSL"]
        ),
        Room(name: "GitHub", ours: ["Jobs", "Outbound"], theirs: ["CoreMetrics", "Crypto", "JWTKit", "Logging"]),
        Room(name: "Aggregation", ours: ["Jobs", "GitHub"]),
        Room(name: "Webhooks", ours: ["Jobs", "Outbound"], theirs: ["CoreMetrics", "Crypto"]),
        Room(
            name: "Workers", ours: ["Jobs", "JobStore", "Outbound", "Aggregation", "GitHub", "Webhooks"],
            theirs: ["CoreMetrics", "Logging", "ServiceLifecycle", "Tracing"]
        ),
        Room(
            name: "HTTPAPI", ours: ["Jobs", "JobStore", "Outbound"],
            theirs: [
                "CoreMetrics", "Crypto", "Hummingbird", "HummingbirdCore", "HTTPTypes", "Logging", "NIOCore",
                "NIOExtras", "NIOHTTP1", "NIOPosix", "ServiceLifecycle", "Tracing",
            ]
        ),
        Room(
            name: "Dashboard", ours: ["Jobs", "JobStore", "Outbound", "HTTPAPI"],
            theirs: ["Crypto", "Hummingbird", "HTTPTypes", "Logging", "Mustache", "NIOCore", "ServiceLifecycle"]
        ),
        Room(
            name: "Loopback",
            theirs: [
                "Hummingbird", "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle", "Subprocess", "SystemPackage",
            ]),
        // What tests hold a daemon to. It is not part of what is shipped.
        Room(name: "Promises", ours: ["Loopback"], theirs: ["Subprocess"]),
        Room(
            name: "Daemon",
            ours: [
                "Jobs", "Prometheus", "JobStore", "Outbound", "GitHub", "Aggregation", "Webhooks", "Workers", "HTTPAPI",
                "Dashboard", "Loopback",
            ],
            theirs: [
                "ArgumentParser", "AsyncHTTPClient", "Configuration", "CoreMetrics", "Hummingbird", "Logging",
                "NIOCore",
                "ServiceLifecycle", "Subprocess", "SystemPackage", "Tracing", "UnixSignals",
            ]
        ),
        Room(name: "hookme", ours: ["Daemon"]),
    ]

    /// Modules that come with the toolchain. What Foundation has of C's library serves, but for its streams.
    static let system: Set<String> = ["Darwin", "Foundation", "Glibc", "Synchronization"]
}
