import ArgumentParser
import Foundation
import Webhooks

/// The delivery that `hookme verify` looks at: one captured request, or its parts.
struct DeliveryOptions: ParsableArguments {
    @Argument(help: "A captured request: headers, an empty line, the body. - is standard input.")
    var file: String?

    @Option(help: ArgumentHelp("Instead of a captured request: its webhook-id,", valueName: "text"))
    var id: String?

    @Option(help: ArgumentHelp("its webhook-timestamp,", valueName: "seconds"))
    var timestamp: String?

    @Option(help: ArgumentHelp("its webhook-signature,", valueName: "v1,…"))
    var signature: String?

    @Option(help: ArgumentHelp("and the file of its body; - is standard input.", valueName: "file"))
    var body: String?

    func validate() throws {
        let parts = [id, timestamp, signature, body].compactMap(\.self)
        guard parts.isEmpty || parts.count == 4 else {
            throw ValidationError("--id, --timestamp, --signature and --body are given together")
        }
        guard parts.isEmpty != (file == nil) else {
            throw ValidationError("give either a captured request, or --id, --timestamp, --signature and --body")
        }
        // Not to be shown as the name of a file that does not exist.
        guard ![file, body].contains(where: { $0?.hasPrefix(WebhookSecret.prefix) == true }) else {
            throw ValidationError("a secret stands where a file belongs; give each its own --secret")
        }
    }

    /// - Returns: the delivery, and the size that its head promises of the body, if it does.
    func delivery() throws -> (delivery: SignedDelivery, contentLength: String?) {
        if let body {
            let parts: [WebhookHeader: String?] = [.id: id, .timestamp: timestamp, .signature: signature]
            return (SignedDelivery(body: try Self.contents(of: body)) { parts[$0] ?? nil }, nil)
        }
        let path = file ?? "-"
        do {
            let request = try CapturedRequest(try Self.contents(of: path))
            return (
                SignedDelivery(body: request.content) { request.header($0.rawValue) }, request.promisedLength
            )
        } catch let error as CapturedRequestError {
            throw Failure(.notUsable, "\(path == "-" ? "standard input" : path) \(error)")
        }
    }

    private static func contents(of path: String) throws -> [UInt8] {
        do {
            if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Failure(.noInput, "\(path == "-" ? "standard input" : path) cannot be read")
        }
    }
}
