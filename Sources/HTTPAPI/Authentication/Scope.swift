/// What a token allows. None of them includes another.
package enum Scope: String, CaseIterable, Sendable {
    /// Post tasks.
    case enqueue
    /// See tasks, their history and the queue.
    case read
    /// Change what is queued: retry, cancel, redeliver, pause.
    case operate
}
