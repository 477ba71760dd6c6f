import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// What goes wrong below HTTP, on either side: it says what it was, others go on meanwhile, and nothing is lost.
@Suite(.timeLimit(.minutes(3)))
struct TroubledWireTests {
    struct Case: Sendable {
        let name: String
        let trouble: Wire.Trouble
        /// One of these is the end of the attempt's error. A connection that ends is seen in more than one way.
        let words: [String]

        init(_ name: String, _ trouble: Wire.Trouble, _ words: [String] = Self.ended) {
            (self.name, self.trouble, self.words) = (name, trouble, words)
        }

        private static let ended = [
            "connection reset by the other side", "connection closed before the whole answer was there",
            "connection closed by the other side",
        ]
        private static let late = ["took longer than 3000 ms"]

        static let all = [
            Case("hung-up", .hangUp), Case("silent", .silence, late),
            Case("slow", .drip(every: .milliseconds(100)), late),
            Case("closed-before-the-head", .cut(after: 0, by: .close)),
            Case("closed-in-the-head", .cut(after: 20, by: .close)),
            Case("half-closed-before-the-head", .cut(after: 0, by: .halfClose)),
            Case("half-closed-in-the-head", .cut(after: 20, by: .halfClose)),
            Case("reset-before-the-head", .cut(after: 0, by: .reset)),
            Case("reset-in-the-head", .cut(after: 20, by: .reset)),
        ]
        /// For an answer whose status alone says nothing.
        static let withBodies =
            all + [
                Case("closed-in-the-body", .cut(after: 4000, by: .close)),
                Case("half-closed-in-the-body", .cut(after: 4000, by: .halfClose)),
                Case("reset-in-the-body", .cut(after: 4000, by: .reset)),
            ]
    }

    private static let settings = [
        "RETRY_MAX_ATTEMPTS": "1000", "RETRY_BACKOFF": "constant",
        "WEBHOOK_ALLOW": "127.0.0.1", "LOG_LEVEL": "info",
    ]

    private static func port(_ url: String) throws -> Int {
        try #require(URL(string: url)?.port)
    }

    /// - Parameter goOn: asks for something that this trouble must not touch, and that ends with a job that is completed.
    private func suffer(
        _ cases: [Case], on wire: Wire, _ daemon: DaemonProcess, of world: World, errorClass: Set<String>,
        goOn: (Int) async throws -> OutboundResponse
    ) async throws {
        for (number, item) in cases.enumerated() {
            wire.trouble = item.trouble
            #expect(try await daemon.post(item.name).status == 202)
            let failed = try await daemon.logged("job failed, to be retried")
            let error = try #require(failed["error"])
            #expect(item.words.contains { error.hasSuffix($0) }, "\(item.name): \(error)")
            #expect(try await goOn(number).status == 202)
            _ = try await daemon.logged("job completed")
            wire.trouble = nil
            let completed = try await daemon.logged("job completed")
            #expect(completed["task"] == "octocat/\(item.name)")
        }
        let classes = try await sqlite3(
            world.database, "SELECT DISTINCT error_class FROM attempts WHERE error IS NOT NULL")
        #expect(Set(classes.split(separator: "\n").map(String.init)) == errorClass)
        let unfinished = "SELECT count(*) FROM jobs WHERE state <> 'completed'"
        #expect(try await world.count(unfinished) == 0)
    }

    /// The same delivery comes under the same id, with the same bytes.
    private func checkRepetitions(at receiver: LoopbackReceiver, of world: World) async throws {
        let bodies = Dictionary(grouping: receiver.log.exchanges, by: \.webhookID).mapValues { Set($0.map(\.body)) }
        #expect(bodies.values.allSatisfy { $0.count == 1 })
        #expect(bodies.count == (try await world.count("SELECT count(*) FROM jobs")))
    }

    @Test func `a troubled way to GitHub keeps nobody who has only to deliver`() async throws {
        let names = ["before"] + Case.withBodies.map(\.name)
        let github = LoopbackGitHub(
            repositories: names.enumerated().map { .sample(id: $0 + 1, name: $1, issues: 20, contributors: 0) },
            budget: nil
        )
        let wire = Wire()
        try await World.run(github: github) { world in
            try await wire.serve(to: try Self.port(world.apiURL)) { port in
                let settings = Self.settings.merging(["API_URL": "http://127.0.0.1:\(port)", "API_TIMEOUT": "3000"]) {
                    $1
                }
                try await world.withDaemon(settings) { daemon in
                    #expect(try await daemon.post("before").status == 202)
                    _ = try await daemon.logged("job completed")
                    let idle = try Descriptors.open(by: daemon.processID)
                    try await suffer(
                        Case.withBodies, on: wire, daemon, of: world,
                        errorClass: ["github_unreachable", "github_timeout"]
                    ) { _ in
                        try await daemon.send(.post, "/tasks/1/redeliver")
                    }
                    #expect(try Descriptors.open(by: daemon.processID) <= idle + 4)
                }
                try await checkRepetitions(at: world.receiver, of: world)
            }
        }
    }

    @Test func `a troubled way to a receiver keeps nobody who delivers to another`() async throws {
        let others = Case.all.indices.map { "other-\($0)" }
        let github = LoopbackGitHub(
            repositories: (["before"] + Case.all.map(\.name) + others).enumerated().map { .small($1, id: $0 + 1) },
            budget: nil
        )
        let wire = Wire()
        try await World.run(github: github) { world in
            try await wire.serve(to: try Self.port(world.webhookURL)) { port in
                let settings = Self.settings.merging([
                    "WEBHOOK_URL": "http://127.0.0.1:\(port)/hook", "WEBHOOK_TIMEOUT": "3000",
                ]) { $1 }
                try await world.withDaemon(settings) { daemon in
                    #expect(try await daemon.post("before").status == 202)
                    _ = try await daemon.logged("job completed")
                    let idle = try Descriptors.open(by: daemon.processID)
                    try await suffer(
                        Case.all, on: wire, daemon, of: world, errorClass: ["webhook_unreachable", "webhook_timeout"]
                    ) { number in
                        try await daemon.post(others[number], to: world.webhookURL)
                    }
                    #expect(try Descriptors.open(by: daemon.processID) <= idle + 4)
                }
                try await checkRepetitions(at: world.receiver, of: world)
            }
        }
    }

    @Test func `where nobody listens at first, on either side, the job waits until somebody does`() async throws {
        let (apiPort, webhookPort) = try await LoopbackReceiver().serve { one in
            try await LoopbackReceiver().serve { (try Self.port(one), try Self.port($0)) }
        }
        let github = LoopbackGitHub(repositories: [.small("one", id: 1)])
        try await World.run { world in
            let settings = Self.settings.merging([
                "API_URL": "http://127.0.0.1:\(apiPort)", "WEBHOOK_URL": "http://127.0.0.1:\(webhookPort)/hook",
            ]) { $1 }
            try await world.withDaemon(settings) { daemon in
                #expect(try await daemon.post("one").status == 202)
                let first = try await daemon.logged("job failed, to be retried")
                #expect(first["error"] == "GitHub cannot be reached: connection refused")
                try await github.serve(port: apiPort) { _ in
                    var failed = first
                    while failed["stage"] == "collect" { failed = try await daemon.logged("job failed, to be retried") }
                    #expect(failed["error"] == "The receiver cannot be reached: connection refused")
                }
                let receiver = LoopbackReceiver()
                try await receiver.serve(port: webhookPort) { _ in _ = try await receiver.log.first(1) }
                _ = try await daemon.logged("job completed")
            }
            #expect(try await world.count("SELECT count(*) FROM jobs WHERE state = 'completed'") == 1)
        }
    }
}

/// What a process has open (proc(5)).
private enum Descriptors {
    static func open(by process: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }
}
