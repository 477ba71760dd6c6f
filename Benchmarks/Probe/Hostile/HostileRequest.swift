import Loopback

/// One conversation that a client should not have, and what may come of it.
struct HostileRequest: Sendable {
    enum Verdict: Sendable {
        /// What is sent cannot be taken for a request of this API: 4xx, or no answer.
        case refused
        /// It may by chance be one: anything that does not blame the server.
        case answered
    }

    var steps: [RawClient.Step]
    var verdict = Verdict.refused
    /// Leaves without waiting for an answer.
    var leavesAtOnce = false

    init(_ bytes: [UInt8], _ verdict: Verdict = .refused) {
        steps = [.send(bytes), .finish]
        self.verdict = verdict
    }

    init(_ text: String, _ verdict: Verdict = .refused) {
        self.init(Array(text.utf8), verdict)
    }

    /// Whether the daemon has done right.
    func allows(_ answer: RawAnswer) -> Bool {
        let statuses = answer.statuses
        if leavesAtOnce { return statuses.allSatisfy { $0 < 500 } }
        guard answer.isClosed else { return false }
        switch verdict {
        case .refused: return statuses.allSatisfy { (400...499).contains($0) }
        case .answered: return statuses.allSatisfy { $0 < 500 }
        }
    }
}
