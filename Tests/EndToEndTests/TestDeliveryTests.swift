import Foundation
import Loopback
import TestSupport
import Testing

/// `hookme test-delivery`.
@Suite(.timeLimit(.minutes(1)))
struct TestDeliveryTests {
    private func hookme(_ arguments: [String], _ environment: [String: String]) async throws -> ProgramResult {
        try await run(hookmeProgram(), ["test-delivery"] + arguments, environment: environment)
    }

    @Test func `what is accepted is told with its answer, and has been signed`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.answer(LoopbackAnswer(status: 202, body: "thanks")))
        try await receiver.serve { url in
            let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            let result = try await hookme([], ["WEBHOOK_URL": url + "/s3cret-path", "WEBHOOK_SECRET": secret])
            #expect(result.status == 0 && result.errors.isEmpty)
            let lines = result.output.split(separator: "\n")
            #expect(lines.first == "destination  WEBHOOK_URL" && lines.last == "delivered")
            #expect(lines.contains("signed       with one secret"))
            #expect(lines.contains { $0.hasPrefix("answer       202 after ") && $0.hasSuffix(" ms: thanks") })
            #expect(!result.output.contains("s3cret"))
        }
        let delivery = try #require(receiver.log.exchanges.first)
        #expect(delivery.header("webhook-signature")?.hasPrefix("v1,") == true)
        let body = try JSONSerialization.jsonObject(with: Data(delivery.body)) as? [String: Any]
        #expect((body?["meta"] as? [String: Any])?["test"] as? Bool == true)
    }

    @Test func `what is not accepted is told with its reason, and the exit code says so`() async throws {
        let receiver = LoopbackReceiver()
        receiver.faults.add(.status(503))
        try await receiver.serve { url in
            let result = try await hookme([], ["WEBHOOK_URL": url])
            #expect(result.status == 1 && result.output.hasSuffix(" ms: The receiver answered 503\n"))
            #expect(result.output.contains("\nnot delivered after "))
        }
    }

    @Test(arguments: [
        ("", "cannot be a task's own: WEBHOOK_ALLOW is empty"),
        ("*.example.com", "is at a host that WEBHOOK_ALLOW does not list"),
        ("localhost", "which WEBHOOK_ALLOW does not list"),
    ])
    func `a task's own destination is checked as a task's is, and nothing is connected to`(
        allowed: String, words: String
    ) async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            let own = url.replacing("127.0.0.1", with: "localhost")
            let result = try await hookme([own], ["WEBHOOK_URL": url, "WEBHOOK_ALLOW": allowed])
            #expect(result.status == 1 && result.output.hasSuffix(words + "\n"), "\(result)")
            #expect(result.output.contains(" ms: The destination "))
        }
        #expect(receiver.log.count == 0)
    }

    @Test func `one that WEBHOOK_ALLOW lists by its address gets it`() async throws {
        let receiver = LoopbackReceiver()
        try await receiver.serve { url in
            let result = try await hookme([url], ["WEBHOOK_URL": "http://192.0.2.1", "WEBHOOK_ALLOW": "127.0.0.1"])
            #expect(result.status == 0 && result.output.hasPrefix("destination  \(url)\n"), "\(result)")
        }
        #expect(receiver.log.count == 1)
    }
}
