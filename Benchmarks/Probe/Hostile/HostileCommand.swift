import ArgumentParser
import Foundation
import HTTPAPI
import Loopback

/// `probe hostile`: a real daemon among clients that mean it no good, and one that only wants its answers.
struct HostileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile", abstract: "Send a daemon what it should not get, and see that it minds its work."
    )

    @Option(help: "The hookme to run.")
    var hookme: String

    @Option(help: "Hostile requests, of all kinds in turn.")
    var requests = 10_200

    @Option(help: "Slow connections that are open at once.")
    var slow = 1000

    @Option(help: "What the requests are made from; the same seed makes the same ones. Chosen if not given.")
    var seed: UInt64?

    @Option(help: "Hostile connections at once, besides the slow ones.")
    var concurrency = 32

    @Option(help: "Most MB that the daemon may grow by.")
    var growth = 96

    @Option(help: "Most ms that the good client may wait for an answer.")
    var wait = 5000.0

    /// HTTP_HEAD_TIMEOUT and HTTP_BODY_TIMEOUT of the daemon.
    private static let timeout = 3000

    func run() async throws {
        let seed = seed ?? .random(in: .min ... .max)
        let slow = min(slow, Descriptors.raise() - concurrency - 256)
        print("seed \(seed), \(requests) requests, \(slow) slow connections at once\n")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hookme-hostile-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let token = AccessToken()
        let caller = Caller(name: "hostile", scopes: Set(Scope.allCases))
        let environment = [
            "WEBHOOK_URL": "http://127.0.0.1:9/", "PORT": "0", "SCHEDULE_INTERVAL": "31536000000",
            "DATABASE_PATH": folder.appendingPathComponent("hookme.db").path, "LOG_LEVEL": "notice",
            "AUTH_TOKENS": "\(TokenEntry(token, of: caller))",
            "HTTP_HEAD_TIMEOUT": "\(Self.timeout)", "HTTP_BODY_TIMEOUT": "\(Self.timeout)",
        ]
        let run = try await DaemonProcess.run(hookme, environment: environment) { daemon in
            try await attack(daemon, seed, slow, token.text)
        }
        var faults = run.result
        if run.exitStatus != 0 { faults.append("the daemon ended with \(run.exitStatus)") }
        try report(faults)
    }

    /// - Returns: what the daemon has done wrong.
    private func attack(_ daemon: DaemonProcess, _ seed: UInt64, _ slow: Int, _ token: String) async throws -> [String]
    {
        guard let port = URL(string: daemon.baseURL)?.port else { throw ValidationError("no port") }
        let patient = PatientClient(baseURL: daemon.baseURL, token: token)
        let tally = HostileTally()
        // Once warm: what the first requests allocate is no growth.
        for kind in HostileKind.allCases { try await send(kind, 0, seed, port, token, HostileTally()) }
        let before = try ResidentMemory.of(daemon.processID)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await patient.run() }
            group.addTask {
                for await line in daemon.log where line["level"] == "error" {
                    tally.complain("the daemon logged '\(line.message)': \(line["error"] ?? "")")
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { hostile in
                let slowClients = SlowClients(port: port, token: token, count: slow)
                hostile.addTask { try await slowClients.run(tally, patience: .milliseconds(Self.timeout * 4)) }
                for number in 0..<requests {
                    if number >= concurrency { try await hostile.next() }
                    let kind = HostileKind.allCases[number % HostileKind.allCases.count]
                    hostile.addTask { try await send(kind, number, seed, port, token, tally) }
                }
                try await hostile.waitForAll()
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        let after = try ResidentMemory.of(daemon.processID)
        let waits = patient.waits
        print(tally.table)
        print(
            "RSS before: \(before.now) MB, after: \(after.now) MB, at most: \(after.peak) MB; "
                + "the good client: \(waits)"
        )
        var faults = tally.wrong + patient.complaints.prefix(5)
        if after.peak - before.now > growth { faults.append("the daemon grew by \(after.peak - before.now) MB") }
        if waits.longest > wait || waits.count < 10 { faults.append("the good client had to wait") }
        if tally.sent < requests + slow { faults.append("only \(tally.sent) requests were sent") }
        return faults
    }

    private func send(
        _ kind: HostileKind, _ number: Int, _ seed: UInt64, _ port: Int, _ token: String, _ tally: HostileTally
    ) async throws {
        // Each has numbers of its own, so that it is the same in whatever order they come to be sent.
        var random = SplitMix64(seed: seed &+ UInt64(number) &* 0x5851_F42D_4C95_7F2D)
        let request = kind.request(&random, token: token)
        let patience = Duration.milliseconds(request.leavesAtOnce ? 0 : Self.timeout * 3)
        let answer = try await RawClient.talk(to: port, request.steps, patience: patience)
        tally.note(kind.rawValue, answer, isRight: request.allows(answer), request: "number \(number)")
    }
}
