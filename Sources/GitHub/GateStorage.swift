package import Jobs

/// Where the gate outlives the process.
package protocol GateStorage: Sendable {
    /// What was saved last, or nil when nothing was.
    func loadGate() async throws -> GateState?
    func saveGate(_ state: GateState) async throws
}

/// What is worth keeping of the gate.
package struct GateState: Equatable, Sendable {
    /// No request before. Nil: open.
    package var closedUntil: Timestamp?

    package init(closedUntil: Timestamp?) {
        self.closedUntil = closedUntil
    }
}
