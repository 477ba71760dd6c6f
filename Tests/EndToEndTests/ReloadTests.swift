import Foundation
import Jobs
import Loopback
import Outbound
import TestSupport
import Testing
import Webhooks

/// A daemon that is told by SIGHUP that its configuration has changed, and goes on.
@Suite(.timeLimit(.minutes(2)))
struct ReloadTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let newSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    /// Runs a daemon with a configuration file that `body` may write anew.
    private func withDaemon(
        _ text: String, github: LoopbackGitHub,
        _ body: (World, DaemonProcess, _ rewrite: (String) throws -> Void) async throws -> Void
    ) async throws {
        try await World.run(github: github) { world in
            let file = world.directory.file("hookme.env")
            func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
            try write(text)
            // What the environment says goes before the file.
            try await world.withDaemon(["LOG_LEVEL": ""], config: file) { daemon in try await body(world, daemon, write)
            }
        }
    }

    private func isSigned(_ delivery: Exchange, with secret: String) throws -> Bool {
        let moment = Timestamp(millisecondsSinceEpoch: Int64(delivery.arrivedAt.timeIntervalSince1970 * 1000))
        let verifier = WebhookVerifier(secrets: [try WebhookSecret(secret)], tolerance: 60)
        do {
            try verifier.verify(SignedDelivery(body: delivery.body) { delivery.header($0.rawValue) }, at: moment)
            return true
        } catch {
            return false
        }
    }

    @Test func `new tokens and secrets, another level and limit, are taken without a restart`() async throws {
        let (old, oldEntry) = try await AuthenticationTests.make("old", ["enqueue", "read"])
        let (new, newEntry) = try await AuthenticationTests.make("new", ["enqueue", "read"])
        let github = LoopbackGitHub(repositories: [.small("a", id: 1), .small("b", id: 2)], token: "first")
        let before = "AUTH_TOKENS=\(oldEntry)\nAPI_TOKEN=first\nWEBHOOK_SECRET=\(Self.secret)\nLOG_LEVEL=debug\n"
        try await withDaemon(before, github: github) { world, daemon, rewrite in
            #expect(try await daemon.post("a", token: old).status == 202)
            #expect(try await daemon.logged("job completed")["level"] == "info")
            github.token = "second"
            try rewrite(
                """
                AUTH_TOKENS=\(newEntry)
                API_TOKEN=second
                WEBHOOK_SECRET=\(Self.newSecret)
                LOG_LEVEL=notice
                RATE_LIMIT_MAX_SIMULTANEOUS_JOBS=0
                WORKERS=3
                """
            )
            try daemon.reload()
            let line = try await daemon.logged("configuration reloaded")
            #expect(
                line["changed"] == "WEBHOOK_SECRET API_TOKEN RATE_LIMIT_MAX_SIMULTANEOUS_JOBS AUTH_TOKENS LOG_LEVEL")
            #expect(try await daemon.logged("what was changed needs a restart")["keys"] == "WORKERS")
            #expect(try await daemon.post("b", token: old).status == 401)
            #expect(try await daemon.post("b", token: new).status == 429)

            try rewrite("AUTH_TOKENS=\(newEntry)\nAPI_TOKEN=second\nWEBHOOK_SECRET=\(Self.newSecret)\nWORKERS=3\n")
            try daemon.reload()
            let again = try await daemon.logged("configuration reloaded")
            #expect(again["changed"] == "RATE_LIMIT_MAX_SIMULTANEOUS_JOBS LOG_LEVEL")
            // Until there is a restart.
            #expect(try await daemon.logged("what was changed needs a restart")["keys"] == "WORKERS")
            #expect(try await daemon.post("b", token: new).status == 202)
            try await world.delivered(2)
            let deliveries = world.receiver.log.exchanges
            #expect(try deliveries.map { try isSigned($0, with: Self.secret) } == [true, false])
            #expect(try deliveries.map { try isSigned($0, with: Self.newSecret) } == [false, true])
        }
    }

    @Test func `a configuration that cannot be used changes nothing, and is told without its secrets`() async throws {
        let (token, entry) = try await AuthenticationTests.make("ci", ["enqueue", "read"])
        let github = LoopbackGitHub(repositories: [.small("a", id: 1)])
        try await withDaemon("AUTH_TOKENS=\(entry)\n", github: github) { world, daemon, rewrite in
            try rewrite("AUTH_TOKENS=\nWORKERS=many\nWEBHOOK_SECRET=whsec_s3cret\n")
            try daemon.reload()
            let line = try await daemon.logged("the configuration cannot be used, so nothing is changed")
            let error = try #require(line["error"])
            #expect(error.contains("WORKERS is 'many'") && !error.contains("s3cret"), "\(error)")
            #expect(try await daemon.post("a").status == 401)
            #expect(try await daemon.post("a", token: token).status == 202)
            try await world.delivered(1)
        }
    }

    @Test func `a daemon that others reach keeps its tokens, whatever HOST the file has now`() async throws {
        let (token, entry) = try await AuthenticationTests.make("ci", ["read"])
        try await withDaemon("HOST=0.0.0.0\nAUTH_TOKENS=\(entry)\n", github: LoopbackGitHub()) { _, daemon, rewrite in
            try rewrite("HOST=127.0.0.1\n")
            try daemon.reload()
            let line = try await daemon.logged("the configuration cannot be used, so nothing is changed")
            #expect(line["error"] == "AUTH_TOKENS is empty, but others may reach where the daemon listens")
            #expect(try await daemon.get("/stats").status == 401)
            #expect(try await daemon.get("/stats", token: token).status == 200)
        }
    }
}
