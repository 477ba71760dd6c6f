import Jobs
import Outbound

@testable import GitHub

extension Property {
    /// What GitHub's answer says of the right to ask on: a status, headers and a body.
    static let rateLimit = Property("rate-limit") { input in
        let response = OutboundResponse(answer: input)
        let now = Timestamp.today
        for verdict in [RateLimitVerdict(response, at: now), NamesAnswer.verdict(response, at: now)] {
            if let until = verdict.until {
                try require(until > now, "\(verdict) is over already")
                try require(until - now <= RateLimitGate.longestWait, "\(verdict) is a day at most")
            }
            if response.status == 429 || response.status == 401 {
                try require(verdict != .open && verdict != .silent, "a refusal is one")
            }
            try checkGate(verdict, at: now)
        }
        if let budget = RateBudget(response, at: now) {
            try require(budget.limit >= 0 && budget.remaining >= 0, "a budget is no debt")
            _ = (budget.isNearlySpent(by: 8, at: now), budget.isKept(from: 1000, at: now))
        }
        let error = GitHubError(refusal: response).attemptError
        try require(error.message.isOneLine, "what is kept of a refusal is one line")
        try require(error.message.count < 1000, "what is kept of a refusal is short")
    }

    private static func checkGate(_ verdict: RateLimitVerdict, at now: Timestamp) throws {
        for before in [GateState.open, GateState(closedUntil: now + 60_000, reason: .secondary, streak: 60)] {
            var gate = before
            gate.apply(verdict, at: now)
            if let was = before.closedUntil, was > now {
                try require(
                    gate.closedUntil.map { $0 >= was } ?? false, "a gate that is closed does not open by an answer")
            }
            if let until = gate.closedUntil {
                try require(
                    until > now && until - now <= RateLimitGate.longestWait, "a gate is closed for a day at most")
            }
            if case .refused = verdict { try require(gate.closedUntil != nil, "a refusal closes the gate") }
        }
    }
}

extension RateLimitVerdict {
    fileprivate var until: Timestamp? {
        switch self {
        case .spent(let until): until
        case .refused(_, let until): until
        case .open, .silent: nil
        }
    }
}

extension OutboundResponse {
    /// A line with the status, a line for each header, an empty line, the body.
    init(answer bytes: [UInt8]) {
        var input = Input(bytes)
        let status = Int(input.line()) ?? 403
        var headers: [(name: String, value: String)] = []
        while case let line = input.line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            headers.append((parts[0], parts.count > 1 ? parts[1].trimmed : ""))
        }
        self.init(status: status, headers: headers, body: input.remainder, isTruncated: false)
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " })
    }
}
