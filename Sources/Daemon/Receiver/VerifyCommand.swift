import ArgumentParser
import Foundation
import Jobs
import Webhooks

/// `hookme verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the signature of a captured delivery, and say what is wrong with it.",
        discussion: """
            The secret comes from WEBHOOK_SECRET, or from --secret.

              hookme verify FILE                   headers, empty line, body, as they came
              hookme verify --no-tolerance FILE    however long ago that was
              hookme verify --id … --timestamp … --signature … --body FILE

            Every byte of the body is signed: capture it before anything parses or prints it. Exits with 0 where the \
            delivery is valid, and with 1 where it is not.
            """
    )

    @OptionGroup var delivery: DeliveryOptions
    @OptionGroup var secrets: SecretOptions

    @Option(help: ArgumentHelp("How far the timestamp may be from this machine's clock.", valueName: "seconds"))
    var tolerance = WebhookVerifier.defaultTolerance

    @Flag(help: "Take a timestamp of any time.")
    var noTolerance = false

    func validate() throws {
        guard tolerance >= 0 else { throw ValidationError("--tolerance must be 0 or more") }
    }

    func run() async throws {
        try await Failure.reported {
            let secrets = try await secrets.secrets()
            guard !secrets.isEmpty else {
                throw Failure(.configuration, "there is no secret to check with: set WEBHOOK_SECRET, or give --secret")
            }
            let (delivery, contentLength) = try delivery.delivery()
            for line in Self.findings(delivery, contentLength: contentLength) { print(line) }
            let verifier = WebhookVerifier(secrets: secrets, tolerance: noTolerance ? nil : tolerance)
            do throws(VerificationError) {
                try verifier.verify(delivery, at: .now())
                print("valid")
            } catch {
                for problem in error.problems { print("invalid: \(problem)") }
                throw ExitCode(1)
            }
        }
    }

    /// What there is, before anything is said about it.
    static func findings(_ delivery: SignedDelivery, contentLength: String?) -> [String] {
        let versions = delivery.signatures.map { $0.value.isEmpty ? "?" : String($0.version) }
        let size = String(delivery.body.count)
        let promise = contentLength.flatMap { $0 == size ? nil : ", but content-length is \($0)" } ?? ""
        let findings = [
            (WebhookHeader.id.rawValue, delivery[.id] ?? "missing"),
            (WebhookHeader.timestamp.rawValue, delivery[.timestamp].map(time) ?? "missing"),
            (WebhookHeader.signature.rawValue, versions.isEmpty ? "missing" : versions.joined(separator: " ")),
            ("body", "\(size) bytes\(promise)"),
        ]
        return findings.map { name, value in
            name.padding(toLength: 19, withPad: " ", startingAt: 0) + value.oneLine
        }
    }

    private static func time(_ timestamp: String) -> String {
        guard let seconds = Int64(timestamp), (0...253_402_300_799).contains(seconds) else { return timestamp }
        return "\(timestamp), \(Timestamp(millisecondsSinceEpoch: seconds * 1000).iso8601)"
    }
}
