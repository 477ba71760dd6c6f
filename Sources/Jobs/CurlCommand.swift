/// Commands to copy, each safe to paste whatever is in it.
package enum CurlCommand {
    /// - Parameters:
    ///   - site: where the daemon is, without a slash at the end.
    ///   - needsToken: whether its API wants one; it is then taken from `$TOKEN`.
    package static func firstTask(site: String, needsToken: Bool) -> String {
        "curl \(quoted("\(site)/tasks"))\(token(needsToken)) --json '{\"username\":\"octocat\",\"repository\":\"Hello-World\"}'"
    }

    /// Fetches the payload, and sends it as a delivery would, but for its signature.
    package static func repeating(_ job: Job, site: String, needsToken: Bool) -> String {
        let file = "payload-\(job.id).json"
        return """
            curl -sSf \(quoted("\(site)/tasks/\(job.id)/payload"))\(token(needsToken)) -o \(file)
            curl -i "$\(variable(job))" -H 'content-type: application/json' -H \(quoted("webhook-id: \(job.webhookID)")) --data-binary @\(file)
            """
    }

    /// Names where it goes to: the URL itself may be a secret.
    package static func variable(_ job: Job) -> String {
        job.destination == .default ? "WEBHOOK_URL" : "DESTINATION"
    }

    /// In single quotes, in which a shell takes nothing for anything but itself.
    package static func quoted(_ text: String) -> String {
        "'" + text.oneLine.replacing("'", with: "'\\''") + "'"
    }

    private static func token(_ isNeeded: Bool) -> String {
        isNeeded ? " -H \"Authorization: Bearer $TOKEN\"" : ""
    }
}
