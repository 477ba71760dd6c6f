/// The headers of the Standard Webhooks, which say what a delivery is and who sent it.
package enum WebhookHeader: String, CaseIterable, Sendable {
    /// The same for each delivery of one job.
    case id = "webhook-id"
    /// When this delivery was sent, in whole seconds since 1970.
    case timestamp = "webhook-timestamp"
    /// `v1,<base64>` for each secret, separated by spaces.
    case signature = "webhook-signature"
}
