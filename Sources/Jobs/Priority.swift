/// How urgent a job is: a lower number goes first.
///
/// Strictly: while jobs of one level are due, none of a higher number begins. So those may wait for as long as more urgent ones keep
/// coming.
package enum Priority {
    package static let levels = 0...3
    /// Of a task that says nothing of it.
    package static let normal = 1
}
