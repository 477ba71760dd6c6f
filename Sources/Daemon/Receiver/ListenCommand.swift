import ArgumentParser
import Foundation
import Jobs
import Loopback
import Webhooks

/// `hookme listen`.
struct ListenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Receive webhooks on this machine and print what arrives.",
        discussion: """
            Point WEBHOOK_URL at it. Answers 200, unless told otherwise:

              hookme listen --fail 2               the first two get 500, the rest 200
              hookme listen --status 503           every delivery gets 503
              hookme listen --fail 2 --status 410  the first two get 410, the rest 200

            With WEBHOOK_SECRET or --secret it checks each delivery's signature, and says what is wrong with it:

              hookme listen --reject               a delivery that is not valid gets 401
            """
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0: any free one.")
    var port = 4010

    @Option(help: ArgumentHelp("How many deliveries fail before the first that succeeds.", valueName: "n"))
    var fail: Int?

    @Option(help: ArgumentHelp("The status of a delivery that fails; without --fail, of every one.", valueName: "code"))
    var status: Int?

    @Option(help: ArgumentHelp("How many lines of each body are printed.", valueName: "n"))
    var lines = 40

    @Option(
        help: ArgumentHelp(
            "Keep each delivery as it came, for `hookme verify`, as a file in this folder.", valueName: "folder"))
    var save: String?

    @OptionGroup var secrets: SecretOptions

    @Flag(help: "Answer 401 to what is not validly signed.")
    var reject = false

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard fail.map({ $0 >= 0 }) ?? true else { throw ValidationError("--fail must be 0 or more") }
        guard status.map({ (200...599).contains($0) }) ?? true else {
            throw ValidationError("--status must be from 200 to 599")
        }
        guard lines >= 0 else { throw ValidationError("--lines must be 0 or more") }
    }

    func run() async throws {
        try await Failure.reported {
            let terminal = Terminal()
            let secrets = try await secrets.secrets()
            guard !reject || !secrets.isEmpty else {
                throw Failure(.configuration, "--reject needs a secret: set WEBHOOK_SECRET, or give --secret")
            }
            let verifier = secrets.isEmpty ? nil : WebhookVerifier(secrets: secrets)
            let receiver = Listener(verifier: verifier, rejects: reject) { delivery, verdict in
                terminal.print(Self.describe(delivery, verdict, on: terminal, lines: lines))
                if let save { terminal.print("   " + terminal.styled(Self.kept(delivery, in: save), .dim)) }
            }
            if fail != nil || status != nil {
                receiver.faults.add(.status(status ?? 500), times: fail ?? .max)
            }
            do {
                try await receiver.serve(host: host, port: port) { url in
                    terminal.print("Listening on \(url) (WEBHOOK_URL=\(url)); Ctrl-C ends it.")
                    while true { try await Task.sleep(for: .seconds(3600)) }
                }
            } catch let error as LoopbackError {
                throw Failure(.unavailable, "\(error)")
            }
        }
    }

    private static func describe(
        _ delivery: Exchange, _ verdict: Listener.Verdict, on terminal: Terminal, lines: Int
    ) -> String {
        let status = delivery.status.map(String.init) ?? "no answer"
        let isGood = delivery.status.map { (200...299).contains($0) } ?? false
        let head = "#\(delivery.number) \(Timestamp.now().iso8601) \(delivery.method) \(delivery.target)"
        let size = "\(delivery.bodySize) bytes, webhook-id \(delivery.webhookID ?? "none")"
        let body = lines == 0 ? "" : "\n" + terminal.pretty(delivery.content, lines: lines)
        return "\n" + terminal.styled(head, .bold) + " → " + terminal.styled(status, isGood ? .green : .red)
            + "\n   " + terminal.styled(size, .dim) + words(for: verdict, on: terminal) + body
    }

    /// Says where it is kept, or why it is not.
    private static func kept(_ delivery: Exchange, in folder: String) -> String {
        let file = URL(fileURLWithPath: folder).appending(path: "delivery-\(delivery.number).http")
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(CapturedRequest.bytes(of: delivery)).write(to: file)
            return "kept as \(file.relativePath)"
        } catch {
            return "not kept: \(error.localizedDescription)"
        }
    }

    private static func words(for verdict: Listener.Verdict, on terminal: Terminal) -> String {
        switch verdict {
        case .unchecked: ""
        case .valid: "\n   " + terminal.styled("valid", .green)
        case .invalid(let error): "\n   " + terminal.styled("invalid: \(error)", .red)
        }
    }
}
