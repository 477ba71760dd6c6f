/// What hookme promises of every task, as far as it can be seen from the outside.
package enum Promise: String, CaseIterable, Sendable {
    case durable = "accepted means durable"
    case once = "a task is one job"
    case ends = "a job ends in one final state"
    case cancelled = "a cancelled job does nothing more"
    case delivered = "completed means delivered"
    case repeats = "a delivery repeats only where its answer was lost with the process"
    case identity = "a delivery bears the webhook-id of its job"
    case sameBytes = "what is frozen is what is delivered"
    case history = "no attempt is lost"
    case counters = "waiting is not failing"
    case collectedOnce = "collected once"
    case innocent = "only what kills the process is poison"
    case sound = "the database is sound"
}

/// A promise that was broken, and how.
package struct Violation: Equatable, Sendable, CustomStringConvertible {
    package let promise: Promise
    package let what: String

    package var description: String { "\(promise.rawValue): \(what)" }
}
