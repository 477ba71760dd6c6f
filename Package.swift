// swift-tools-version: 6.2
import PackageDescription

/// Set by `make fuzz` alone: the properties in `Tests/FuzzTests` are then a program of libFuzzer's, in the place of a test.
let isFuzzing = Context.environment["HOOKME_FUZZ"] != nil

/// One set of rules for every target of ours.
let settings: [SwiftSetting] =
    [
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ] + (isFuzzing ? [.unsafeFlags(["-O", "-sanitize=fuzzer,address"])] : [])

/// A room under Sources/. What it may import is what it lists; `Tests/ArchitectureTests` holds it to that.
func room(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: settings)
}

/// What is true of our parsers whatever comes, once as a test that replays what is kept, once as what finds more.
func properties(uses dependencies: [Target.Dependency]) -> Target {
    let path = "Tests/FuzzTests"
    return isFuzzing
        ? .executableTarget(
            name: "fuzz", dependencies: dependencies, path: path, exclude: ["ReplayTests.swift", "corpus"],
            swiftSettings: settings, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        )
        : .testTarget(
            name: "FuzzTests", dependencies: dependencies, path: path, exclude: ["Fuzzer.swift", "corpus"],
            swiftSettings: settings
        )
}

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "hookme",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "hookme", targets: ["hookme"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.18.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.1.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        room("Jobs"),
        room("Prometheus", uses: [coreMetrics]),
        .target(
            name: "JobStore",
            dependencies: ["Jobs", coreMetrics, grdb],
            resources: [.embedInCode("Migrations")],
            swiftSettings: settings
        ),
        // The system's zlib. It is there already: swift-nio-extras links it too.
        .systemLibrary(name: "CZlib"),
        room(
            "Outbound",
            uses: [
                "CZlib", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL,
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            ]
        ),
        .target(
            name: "GitHub",
            dependencies: ["Jobs", "Outbound", coreMetrics, crypto, jwtKit, logging],
            resources: [.embedInCode("ContributorNames.graphql")],
            swiftSettings: settings
        ),
        room("Aggregation", uses: ["Jobs", "GitHub"]),
        room("Webhooks", uses: ["Jobs", "Outbound", coreMetrics, crypto]),
        room(
            "Workers",
            uses: [
                "Jobs", "JobStore", "Outbound", "Aggregation", "GitHub", "Webhooks", coreMetrics, logging,
                serviceLifecycle, tracing,
            ]
        ),
        .target(
            name: "HTTPAPI",
            dependencies: [
                "Jobs", "JobStore", "Outbound", coreMetrics, crypto, hummingbird, hummingbirdCore, httpTypes, logging,
                nioCore, nioHTTP1, nioPosix, serviceLifecycle, tracing,
                .product(name: "NIOExtras", package: "swift-nio-extras"),
            ],
            resources: [.embedInCode("openapi.json")],
            swiftSettings: settings
        ),
        .target(
            name: "Dashboard",
            dependencies: [
                "Jobs", "JobStore", "Outbound", "HTTPAPI", crypto, hummingbird, httpTypes, logging, mustache, nioCore,
                serviceLifecycle,
            ],
            resources: [.embedInCode("Templates"), .embedInCode("Assets")],
            swiftSettings: settings
        ),
        room(
            "Loopback",
            uses: [hummingbird, logging, nioCore, nioPosix, serviceLifecycle, subprocess, systemPackage]
        ),
        room("Promises", uses: ["Loopback", subprocess]),
        room(
            "Daemon",
            uses: [
                "Jobs", "Prometheus", "JobStore", "Outbound", "GitHub", "Aggregation", "Webhooks", "Workers", "HTTPAPI",
                "Dashboard", "Loopback", asyncHTTPClient, coreMetrics, hummingbird, logging, nioCore, serviceLifecycle,
                tracing,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                subprocess, systemPackage,
            ]
        ),
        .executableTarget(name: "hookme", dependencies: ["Daemon"], swiftSettings: settings),
        // What Benchmarks/ compares the daemon with. It stands in this package since the rooms are open to no other.
        .executableTarget(
            name: "probe",
            dependencies: [
                "Jobs", "JobStore", "Outbound", "GitHub", "Aggregation", "Webhooks", "Workers", "HTTPAPI", "Loopback",
                "Promises", asyncHTTPClient, hummingbird, httpTypes, logging, nioCore, nioPosix, serviceLifecycle,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Probe",
            swiftSettings: settings
        ),

        .target(
            name: "TestSupport",
            dependencies: [
                "Jobs", "JobStore", "Outbound", "GitHub", "Loopback", asyncHTTPClient, logging, subprocess,
                systemPackage, tracing,
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests(of: "Jobs", uses: ["Jobs"]),
        tests(of: "Prometheus", uses: ["Prometheus", coreMetrics]),
        tests(of: "JobStore", uses: ["Jobs", "Prometheus", "JobStore", "TestSupport", grdb, grdbSQLite]),
        tests(
            of: "Outbound",
            uses: [
                "Outbound", "Loopback", asyncHTTPClient, crypto, nioCore, nioPosix, nioSSL,
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]
        ),
        tests(
            of: "GitHub",
            uses: [
                "Jobs", "GitHub", "Outbound", "Loopback", "TestSupport", logging, asyncHTTPClient, jwtKit,
            ]
        ),
        tests(
            of: "Aggregation",
            uses: ["Jobs", "GitHub", "Aggregation", "Outbound", "Loopback", "TestSupport", asyncHTTPClient, logging]
        ),
        tests(of: "Webhooks", uses: ["Jobs", "Webhooks", "Outbound", "Loopback", "TestSupport", asyncHTTPClient]),
        tests(
            of: "Workers",
            uses: [
                "Jobs", "JobStore", "Outbound", "GitHub", "Aggregation", "Webhooks", "Workers", "Loopback",
                "TestSupport",
                asyncHTTPClient, logging, tracing,
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        tests(
            of: "HTTPAPI",
            uses: [
                "Jobs", "JobStore", "Loopback", "Outbound", "HTTPAPI", "TestSupport", httpTypes, hummingbird, logging,
                nioCore, serviceLifecycle, tracing,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        tests(
            of: "Dashboard",
            uses: [
                "Jobs", "JobStore", "HTTPAPI", "Dashboard", "TestSupport", httpTypes, hummingbird, logging, nioCore,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]
        ),
        tests(of: "Loopback", uses: ["Loopback", asyncHTTPClient, nioCore]),
        tests(of: "Promises", uses: ["Promises"]),
        tests(
            of: "Daemon",
            uses: [
                "Jobs", "Prometheus", "JobStore", "Outbound", "Aggregation", "GitHub", "HTTPAPI", "Webhooks", "Daemon",
                "TestSupport",
                asyncHTTPClient, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        tests(
            of: "EndToEnd",
            uses: [
                "Jobs", "Loopback", "Outbound", "Webhooks", "TestSupport", "hookme", "probe", asyncHTTPClient, nioCore,
            ]
        ),
        properties(
            uses: [
                "Jobs", "JobStore", "Outbound", "GitHub", "Webhooks", "HTTPAPI", "Dashboard", "Daemon", hummingbird,
                httpTypes,
            ]
        ),
        tests(of: "Architecture"),
    ]
)
