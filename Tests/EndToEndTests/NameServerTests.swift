import Foundation
import Loopback
import Outbound
import TestSupport
import Testing

/// A daemon that asks a name server of ours. That takes a resolv.conf of its own, and port 53: root's affairs.
@Suite(
    .timeLimit(.minutes(2)),
    .enabled("only root can have a daemon ask another name server") {
        try await run("sh", ["-c", "unshare --mount mount --bind /dev/null /etc/resolv.conf"]).status == 0
    }
)
struct NameServerTests {
    private let address = "127.53.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"

    /// A program that is hookme, but for the name server that it asks (unshare(1) keeps that to itself).
    private func hookmeAsking(in directory: TemporaryDirectory) throws -> String {
        let (resolver, program) = (directory.file("resolv.conf"), directory.file("hookme"))
        try "nameserver \(address)\n".write(toFile: resolver, atomically: true, encoding: .utf8)
        let script = """
            #!/bin/sh
            exec unshare --mount sh -c 'mount --bind "$0" "$(realpath /etc/resolv.conf)" && exec "$@"' \
            '\(resolver)' '\(try hookmeProgram())' "$@"

            """
        try script.write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        return program
    }

    private func run(_ body: (World, DaemonProcess, LoopbackNameServer) async throws -> Void) async throws {
        let repositories = (0..<24).map { GitHubRepository.small("r\($0)", id: $0 + 1) }
        let github = LoopbackGitHub(repositories: repositories, budget: nil)
        // So that every request needs the name.
        github.faults.add(.altered { $0.setHeader("connection", to: "close") })
        let names = LoopbackNameServer()
        try await World.run(github: github) { world in
            try await names.serve(host: address) {
                let settings = [
                    "API_URL": world.apiURL.replacing("127.0.0.1", with: "github.test"),
                    "WEBHOOK_URL": world.webhookURL.replacing("127.0.0.1", with: "receiver.test"),
                    "WEBHOOK_ALLOW": "127.0.0.0/8 *.test", "RETRY_MAX_ATTEMPTS": "1000", "RETRY_BACKOFF": "constant",
                    "HOLD_PROBE_INTERVAL": "1000", "LOG_LEVEL": "info",
                ]
                let program = try hookmeAsking(in: world.directory)
                try await world.withDaemon(settings, program: program) { try await body(world, $0, names) }
            }
        }
    }

    @Test func `a receiver whose name finds no answer keeps nobody from GitHub`() async throws {
        try await run { world, daemon, names in
            names["receiver.test"] = .silence
            for number in 0..<20 { #expect(try await daemon.post("r\(number)").status == 202) }
            _ = try await daemon.logged("job failed, to be retried")
            for number in 20..<24 { _ = try await daemon.post("r\(number)", to: world.webhookURL) }
            try await world.delivered(4)
            let errors = "SELECT DISTINCT error_class || ': ' || error FROM attempts WHERE error IS NOT NULL"
            #expect(
                try await sqlite3(world.database, errors)
                    == "webhook_unreachable: The receiver cannot be reached: no connection in time"
            )
            names["receiver.test"] = .address
            try await world.delivered(24)
        }
    }

    @Test(arguments: [LoopbackNameServer.Answer.serverFailure, .unknownName])
    func `a name that is not resolved for a while is told as that, whoever's it is`(
        answer: LoopbackNameServer.Answer
    ) async throws {
        try await run { world, daemon, names in
            names["github.test"] = answer
            #expect(try await daemon.post("r0").status == 202)
            let collect = try await daemon.logged("job failed, to be retried")
            #expect(collect["error"] == "GitHub cannot be reached: DNS does not resolve the host name")
            names["receiver.test"] = answer
            names["github.test"] = .address
            var failed = collect
            while failed["stage"] == "collect" { failed = try await daemon.logged("job failed, to be retried") }
            #expect(failed["error"] == "The receiver cannot be reached: DNS does not resolve the host name")
            names["receiver.test"] = .address
            _ = try await daemon.logged("job completed")

            names["other.test"] = answer
            let other = world.webhookURL.replacing("127.0.0.1", with: "other.test")
            #expect(try await daemon.post("r1", to: other).status == 202)
            let own = try await daemon.logged("job failed, to be retried")
            let words = answer == .unknownName ? "DNS does not know the host name" : "DNS does not answer"
            #expect(own["error"] == "The receiver cannot be reached: \(words)")
            names["other.test"] = .address
            _ = try await daemon.logged("job completed")
        }
    }
}
