import Foundation

/// What one part of GitHub's API still grants, and how much of it has been taken so far.
struct GitHubMeter {
    /// The parts with budgets of their own, as `x-ratelimit-resource` names them.
    enum Resource: String {
        case core
        case graphql
    }

    let resource: Resource
    /// Nil: no limit.
    var budget: LoopbackGitHub.Budget?
    /// In points, with and without a limit.
    private(set) var spent = 0

    init(_ resource: Resource, budget: LoopbackGitHub.Budget?) {
        self.resource = resource
        self.budget = budget
    }

    /// Takes one point. False: there is none left.
    mutating func spend(at moment: Date) -> Bool {
        guard budget?.spend(at: moment) ?? true else { return false }
        spent += 1
        return true
    }

    /// Gives back the point that an answer turned out not to cost.
    mutating func refund() {
        budget?.refund()
        spent -= 1
    }

    /// Writes the rate limit headers, if there is a limit.
    mutating func describe(in answer: inout LoopbackAnswer, at moment: Date) {
        budget?.refill(at: moment)
        budget?.describe(in: &answer, as: resource)
    }
}
