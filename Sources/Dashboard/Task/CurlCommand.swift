import Jobs

/// Commands to copy, each safe to paste whatever is in it.
enum CurlCommand {
    static func firstTask(_ audience: Audience) -> String {
        "curl \(quoted("\(audience.site)/tasks"))\(token(audience)) "
            + #"--json '{"username":"octocat","repository":"Hello-World"}'"#
    }

    /// Fetches the payload, and sends it as a delivery would, but for its signature.
    static func repeating(_ job: Job, _ audience: Audience) -> String {
        let file = "payload-\(job.id).json"
        return """
            curl -sf \(quoted("\(audience.site)/tasks/\(job.id)/payload"))\(token(audience)) -o \(file)
            curl -i "$\(variable(job))" -H 'content-type: application/json' -H \(quoted("webhook-id: \(job.webhookID)")) --data-binary @\(file)
            """
    }

    /// Names where it goes to: the URL itself may be a secret.
    static func variable(_ job: Job) -> String {
        job.destination == .default ? "WEBHOOK_URL" : "DESTINATION"
    }

    private static func token(_ audience: Audience) -> String {
        audience.needsToken ? #" -H "Authorization: Bearer $TOKEN""# : ""
    }

    /// In single quotes, in which a shell takes nothing for anything but itself.
    static func quoted(_ text: String) -> String {
        "'" + text.oneLine.replacing("'", with: "'\\''") + "'"
    }
}
