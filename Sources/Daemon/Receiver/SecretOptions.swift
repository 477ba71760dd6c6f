import ArgumentParser
import Foundation
import Webhooks

/// Where a command that checks deliveries has its secrets from.
struct SecretOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The secret that deliveries are signed with; may be given twice. Better in WEBHOOK_SECRET: other users of "
                + "this machine can read what stands on a command line, and a shell remembers it.",
            valueName: "whsec_…"
        )
    )
    var secret: [String] = []

    /// Those of the command line, else those of WEBHOOK_SECRET, WEBHOOK_SECRET_FILE or a systemd credential, if any.
    func secrets() async throws -> [WebhookSecret] {
        do {
            guard secret.isEmpty else {
                return try WebhookSecret.list(secret.joined(separator: " "), named: "--secret")
            }
            let source = try SettingSource(environment: ProcessInfo.processInfo.environment, file: nil)
            let text = try source.text(of: .webhookSecret) ?? ""
            return try WebhookSecret.list(text, named: Setting.webhookSecret.rawValue)
        } catch {
            throw error.failure
        }
    }
}
