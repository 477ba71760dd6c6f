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

    package init(resource: String, limit: Int?, remaining: Int?, resetAt: Timestamp?, closure: GateClosure?) {
        self.resource = resource
        self.limit = limit
        self.remaining = remaining
        self.resetAt = resetAt
        self.closure = closure
    }
}
