/// One or more tables of the report, and how their figures are come by.
protocol Measurement: Sendable {
    /// What `--only` knows it by.
    var name: String { get }
    func run(_ plan: Plan) async throws -> [Section]
}

extension Measurement {
    /// Repeats `round` until it has succeeded `plan.rounds` times. What a round rejects is made again, but not for ever.
    ///
    /// - Returns: how many were rejected.
    func rounds(_ plan: Plan, _ round: (_ number: Int) async throws -> Void) async throws -> Int {
        var rejected = 0
        var number = 0
        while number < plan.rounds {
            do {
                try Task.checkCancellation()
                progress("\(name): round \(number + 1) of \(plan.rounds)")
                try await round(number)
                number += 1
            } catch let error as RejectedRound {
                rejected += 1
                progress("\(name): rejected, \(error.reason)")
                guard rejected <= plan.rounds else {
                    throw BenchError("\(name): too many rounds fail: \(error.reason)")
                }
            }
        }
        return rejected
    }
}

extension Array {
    /// Every second round goes the other way round, so that no side is always the first.
    func alternating(_ round: Int) -> [Element] {
        round.isMultiple(of: 2) ? self : reversed()
    }
}
