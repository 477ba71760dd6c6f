/// What is worth keeping of a gate over a restart: until when GitHub wants no request, and why.
package struct GateState: Equatable, Sendable {
    package enum Reason: String, CaseIterable, Sendable {
        /// The budget of this window is spent.
        case primary
        /// Too much at once, by GitHub's own measure.
        case secondary
        /// GitHub does not accept the credentials.
        case unauthorized
    }

    /// No request before. Nil: open.
    package var closedUntil: Timestamp?
    /// Why it is closed, or was last.
    package var reason: Reason?
    /// How often in a row it closed without a hint of how long to wait: each time for twice as long.
    package var streak: Int

    package static let open = GateState(closedUntil: nil, reason: nil, streak: 0)

    package init(closedUntil: Timestamp?, reason: Reason?, streak: Int) {
        self.closedUntil = closedUntil
        self.reason = reason
        self.streak = streak
    }
}
