import Foundation
import Jobs
import Loopback
import Outbound
import TestSupport
import Testing
import Webhooks

/// From WEBHOOK_SECRET to a receiver that checks what it gets.
@Suite(.timeLimit(.minutes(2)))
struct SignatureTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let newSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private let github = LoopbackGitHub(repositories: [.small("Hello-World", id: 1)])

    private func check(_ delivery: Exchange, with secret: String) throws {
        let verifier = WebhookVerifier(secrets: [try WebhookSecret(secret)], tolerance: 5)
        let moment = Timestamp(millisecondsSinceEpoch: Int64(delivery.arrivedAt.timeIntervalSince1970 * 1000))
        try verifier.verify(SignedDelivery(body: delivery.body) { delivery.header($0.rawValue) }, at: moment)
    }

    @Test func `a retry has the same id and body, a new time and new signatures of both secrets`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.status(503), times: 1)
        try await World.run(github: github, receiver: receiver) { world in
            let settings = [
                "WEBHOOK_SECRET": "\(Self.secret) \(Self.newSecret)", "WEBHOOK_HUB_SIGNATURE": "true",
                // So that the second attempt is in another second.
                "RESCHEDULE_INTERVAL": "1200", "RETRY_BACKOFF": "constant",
            ]
            try await world.withDaemon(settings) { daemon in
                _ = try await daemon.post("Hello-World")
                _ = try await daemon.logged("job completed")
            }
        }
        let deliveries = receiver.log.exchanges
        #expect(deliveries.map(\.status) == [503, 200])
        #expect(Set(deliveries.map(\.webhookID)).count == 1 && Set(deliveries.map(\.body)).count == 1)
        for name in ["webhook-timestamp", "webhook-signature"] {
            #expect(Set(deliveries.map { $0.header(name) }).count == 2, "\(name)")
        }
        #expect(Set(deliveries.map { $0.header("x-hub-signature-256") }).count == 1)
        for delivery in deliveries {
            try check(delivery, with: Self.secret)
            try check(delivery, with: Self.newSecret)
        }
    }

    @Test func `without a secret nothing is signed`() async throws {
        try await World.run(github: github) { world in
            try await world.withDaemon { daemon in
                _ = try await daemon.post("Hello-World")
                try await world.delivered(1)
            }
            let delivery = try #require(world.receiver.log.exchanges.first)
            #expect(!delivery.headers.contains { $0.name.contains("signature") || $0.name == "webhook-timestamp" })
        }
    }

    @Test func `the secret gets into no log, no page of the database and no answer`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.answer(LoopbackAnswer(status: 401, body: "expected \(Self.secret)")))
        try await World.run(github: github, receiver: receiver) { world in
            var texts: [String] = []
            let settings = [
                "WEBHOOK_SECRET": Self.secret, "WEBHOOK_HUB_SIGNATURE": "true", "LOG_LEVEL": "trace",
                "RETRY_MAX_ATTEMPTS": "1",
            ]
            try await world.withDaemon(settings) { daemon in
                texts += daemon.startLog.map(\.text)
                _ = try await daemon.post("Hello-World")
                for await line in daemon.log {
                    texts.append(line.text)
                    if line.message == "job discarded" { break }
                }
                texts.append(String(decoding: try await daemon.get("/tasks/1").body, as: UTF8.self))
            }
            texts.append(try await sqlite3(world.database, ".dump"))
            let config = try await run(
                hookmeProgram(), ["config"], environment: ["WEBHOOK_URL": "http://a", "WEBHOOK_SECRET": Self.secret]
            )
            #expect(config.output.contains("WEBHOOK_SECRET=(set, not shown)"))
            texts += [config.output, config.errors]
            #expect(texts.contains { $0.contains("expected whsec_…") }, "the receiver's words are kept")
            let proofs = receiver.log.exchanges.flatMap { delivery in
                ["webhook-signature", "x-hub-signature-256"].compactMap { delivery.header($0) }
            }
            #expect(proofs.count == 4)
            for hidden in proofs + [Self.secret, String(Self.secret.dropFirst(6))] {
                #expect(!texts.contains { $0.contains(hidden) })
            }
        }
    }

    @Test func `what hookme listen keeps is what hookme verify takes`() async throws {
        let directory = try TemporaryDirectory()
        let folder = directory.file("kept")
        try await World.run(github: github) { world in
            try await ListenProcess.run(["--save", folder], environment: [:]) { listener in
                let settings = [
                    "WEBHOOK_URL": listener.url, "WEBHOOK_SECRET": Self.secret, "WEBHOOK_GZIP_MIN_BYTES": "0",
                ]
                try await world.withDaemon(settings) { daemon in
                    _ = try await daemon.post("Hello-World")
                    _ = try await daemon.logged("job completed")
                }
                let line = await listener.line(beginningWith: "kept as ")
                #expect(line?.hasSuffix("delivery-1.http") == true)
            }
        }
        let result = try await run(
            hookmeProgram(), ["verify", folder + "/delivery-1.http"], environment: ["WEBHOOK_SECRET": Self.secret]
        )
        #expect(result.status == 0 && result.output.hasSuffix("\nvalid\n"), "\(result)")
    }

    @Test(arguments: [false, true])
    func `hookme listen tells valid deliveries from others, and rejects those if it is told to`(
        rejects: Bool
    ) async throws {
        let arguments = rejects ? ["--reject"] : ["--secret", Self.newSecret]
        let environment = rejects ? ["WEBHOOK_SECRET": Self.newSecret] : [:]
        try await World.run(github: github) { world in
            try await ListenProcess.run(arguments, environment: environment) { listener in
                func deliver(signedWith secret: String, until message: String) async throws {
                    let settings = [
                        "WEBHOOK_URL": listener.url, "WEBHOOK_SECRET": secret, "RETRY_MAX_ATTEMPTS": "0",
                    ]
                    try await world.withDaemon(settings) { daemon in
                        _ = try await daemon.post("Hello-World")
                        _ = try await daemon.logged(message)
                    }
                }
                try await deliver(signedWith: Self.secret, until: rejects ? "job discarded" : "job completed")
                let words = "the signature does not match: another secret, or id, timestamp or body were changed"
                #expect(await listener.line(beginningWith: "invalid") == "invalid: \(words)")
                let error = try await sqlite3(world.database, "SELECT last_error FROM jobs")
                #expect(error == (rejects ? "The receiver answered 401: \(words)" : ""))

                try await deliver(signedWith: "\(Self.secret) \(Self.newSecret)", until: "job completed")
                #expect(await listener.line(beginningWith: "valid") == "valid")
            }
        }
    }
}
