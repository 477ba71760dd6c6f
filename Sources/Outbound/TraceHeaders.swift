/// The headers by which the other side learns to which trace a request belongs. Every request carries those of the task (of
/// Swift's) that sends it.
package enum TraceHeaders {
    /// By name in lower case; none: the request belongs to no trace.
    @TaskLocal package static var current: [String: String] = [:]
}
