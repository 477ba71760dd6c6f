import Outbound
import Webhooks

extension WebhookSecret {
    /// None, one, or several that are separated by spaces or newlines.
    ///
    /// - Parameter name: what errors call the text, of which they show nothing.
    static func list(_ text: String, named name: String) throws(ConfigurationError) -> [WebhookSecret] {
        let texts = text.split(whereSeparator: \.isWhitespace)
        var secrets: [WebhookSecret] = []
        var problems: [String] = []
        for (number, text) in zip(1..., texts) {
            do throws(WebhookSecretError) {
                secrets.append(try WebhookSecret(String(text)))
            } catch {
                problems.append(name + (texts.count > 1 ? ", secret \(number) of \(texts.count)," : "") + " \(error)")
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return secrets
    }
}

extension SettingParser {
    mutating func webhookSecrets() -> [WebhookSecret] {
        let text = text(.webhookSecret)
        do {
            return try WebhookSecret.list(text, named: Setting.webhookSecret.rawValue)
        } catch {
            for problem in error.problems { note(problem) }
            return []
        }
    }

    mutating func webhookAllow() -> AllowList {
        do throws(AllowListError) {
            return try AllowList(text(.webhookAllow))
        } catch {
            // What stands before an `@` may be a password.
            let shown = error.entries.map { $0.contains("@") ? "a wrong entry" : "'\($0)'" }
            for entry in shown {
                note(
                    "WEBHOOK_ALLOW has \(entry), but must list hosts: hooks.example.com, *.example.com, 192.0.2.7, "
                        + "10.1.0.0/16 or fd00::/8"
                )
            }
            return AllowList()
        }
    }

    mutating func signsAsGitHub() -> Bool {
        let signs = flag(.webhookHubSignature)
        if signs, text(.webhookSecret).allSatisfy(\.isWhitespace) {
            note("WEBHOOK_HUB_SIGNATURE is true, but there is no WEBHOOK_SECRET to sign with")
        }
        return signs
    }
}
