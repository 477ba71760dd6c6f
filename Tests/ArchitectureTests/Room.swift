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
        Room(name: "JobStore", ours: ["Jobs"], theirs: ["GRDB"]),
        Room(
            name: "Outbound",
            theirs: ["AsyncHTTPClient", "CZlib", "NIOCore", "NIOHTTP1", "NIOHTTPCompression", "NIOPosix", "NIOSSL"]
        ),
        Room(name: "GitHub", ours: ["Jobs", "Outbound"], theirs: ["Crypto", "JWTKit", "Logging"]),
        Room(name: "Aggregation", ours: ["Jobs", "GitHub"]),
        Room(name: "Webhooks", ours: ["Jobs", "Outbound"], theirs: ["Crypto"]),
        Room(
            name: "Workers", ours: ["Jobs", "JobStore", "Aggregation", "GitHub", "Webhooks"],
            theirs: ["Logging", "ServiceLifecycle"]
        ),
        Room(
            name: "HTTPAPI", ours: ["Jobs", "JobStore", "Outbound"],
            theirs: ["Crypto", "Hummingbird", "HummingbirdCore", "HTTPTypes", "Logging", "NIOCore", "NIOHTTP1"]
        ),
        Room(
            name: "Loopback",
            theirs: [
                "Hummingbird", "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle", "Subprocess", "SystemPackage",
            ]),
        Room(
            name: "Daemon",
            ours: [
                "Jobs", "JobStore", "Outbound", "GitHub", "Aggregation", "Webhooks", "Workers", "HTTPAPI", "Loopback",
            ],
            theirs: [
                "ArgumentParser", "AsyncHTTPClient", "Configuration", "Hummingbird", "Logging", "NIOCore",
                "ServiceLifecycle", "Subprocess", "SystemPackage", "UnixSignals",
            ]
        ),
        Room(name: "hookme", ours: ["Daemon"]),
    ]

    /// Modules that come with the toolchain.
    static let system: Set<String> = ["Foundation", "Synchronization"]
}
