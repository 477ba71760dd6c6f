/// A finished aggregate as the database keeps it and every delivery sends it, byte for byte.
package struct FrozenPayload: Equatable, Sendable {
    /// JSON in UTF-8.
    package var body: String
    package var collectedAt: Timestamp

    package init(body: String, collectedAt: Timestamp) {
        self.body = body
        self.collectedAt = collectedAt
    }
}
