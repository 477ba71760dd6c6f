package import Jobs

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
