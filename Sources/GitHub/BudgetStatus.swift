package import Jobs

/// How one of GitHub's budgets stands, as far as we know.
package struct BudgetStatus: Equatable, Sendable {
    /// `core` or `graphql`.
    package var resource: String
    package var limit: Int?
    package var remaining: Int?
    /// When it is whole again.
    package var resetAt: Timestamp?
    /// What keeps its requests back. Refused credentials do for as long as GitHub has not accepted them.
    package var closure: GateClosure?
}

extension GitHubClient {
    package func budgets(at now: Timestamp) -> [BudgetStatus] {
        let reader = transport.credentials.reader
        return [Gates.Budget.core, .graphQL].map { budget in
            let left = transport.gates.gate(of: reader, budget).budget
            return BudgetStatus(
                resource: budget.resource, limit: left?.limit, remaining: left?.remaining, resetAt: left?.resetAt,
                closure: transport.gates.closure(of: reader, budget, at: now) ?? transport.refusal
            )
        }
    }
}
