import JobStore
import Jobs

/// What an attempt has come to, before that is recorded.
package struct Conclusion: Sendable {
    let claim: Claim
    /// Nil: nothing may be recorded.
    let outcome: Outcome?
    let report: AttemptReport
}
