import ArgumentParser
import AsyncHTTPClient
import Foundation
import Jobs
import Outbound
import Webhooks

/// `hookme test-delivery`.
struct TestDeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-delivery", abstract: "Deliver a small payload now, and say what came of it.",
        discussion: """
            It goes out exactly as a job's would, signed and checked in the same way, with "test": true in its meta.

              hookme test-delivery                          to WEBHOOK_URL
              hookme test-delivery https://example.com/ci   as a task's own webhook_url

            The latter only where WEBHOOK_ALLOW lets a task go there.

            No job is made, and no daemon need run. Exits with 0 when it is accepted, and with 1 when it is not.
            """
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: ArgumentHelp("A destination that a task could name.", valueName: "url"))
    var url: String?

    func validate() throws {
        guard let url else { return }
        let parts = URLComponents(string: url)
        guard ["http", "https"].contains(parts?.scheme?.lowercased()), parts?.host?.isEmpty == false else {
            throw ValidationError("'\(url.oneLine)' is no http or https URL")
        }
    }

    func run() async throws {
        try await Failure.reported {
            let settings = try await configuration.settings()
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings.webhookClient)
            let accepted = await deliver(by: WebhookSender(settings, client), settings)
            try await client.shutdown()
            if !accepted { throw ExitCode(1) }
        }
    }

    private func deliver(by sender: WebhookSender, _ settings: Settings) async -> Bool {
        let (now, start) = (Timestamp.now(), ContinuousClock.now)
        let id = "msg_test_\(now.millisecondsSinceEpoch)"
        let body = Self.payload(at: now)
        let secrets = settings.webhookSecrets.count
        show("destination", url == nil ? "WEBHOOK_URL" : destination.publicText)
        show("webhook-id", id)
        let isCompressed = settings.webhookGzipMinBytes.map { body.utf8.count >= $0 } ?? false
        show("body", "\(body.utf8.count) bytes" + (isCompressed ? ", sent compressed" : ""))
        show("signed", secrets == 0 ? "no" : secrets == 1 ? "with one secret" : "with \(secrets) secrets")
        do {
            let answer = try await sender.deliver(body, webhookID: id, to: destination)
            show("answer", "\(answer.status) after \(passed(since: start))" + (answer.head.map { ": \($0)" } ?? ""))
            print("delivered")
            return true
        } catch {
            print("not delivered after \(passed(since: start)): \(error.attemptError.message)")
            return false
        }
    }

    private var destination: Destination {
        url.map { .url($0) } ?? .default
    }

    private func passed(since start: ContinuousClock.Instant) -> String {
        "\(Milliseconds(.now - start).count) ms"
    }

    private func show(_ name: String, _ value: String) {
        print(name.padding(toLength: 13, withPad: " ", startingAt: 0) + value)
    }

    /// What a repository without issues and contributors would come to.
    private static func payload(at now: Timestamp) -> String {
        """
        {"contributors":[],"issues":[],"meta":{"collected_at":"\(now.iso8601)","contributors_complete":true,\
        "issues_complete":true,"job_id":0,"test":true},"repository":"Hello-World","user":"octocat"}
        """
    }
}
