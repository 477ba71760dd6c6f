/// Who moves the write-ahead log into the database, and lets it begin anew.
package enum Checkpoints: String, CaseIterable, Sendable {
    /// hookme, after each commit that finds it long enough.
    case own
    /// Another program that copies the log, such as Litestream, and wants to see all of it first. Without one the log grows
    /// without end.
    case external

    /// How long the log is then. Every 16 MB: pages that change all the time are then written to the database once.
    var pages: Int {
        switch self {
        case .own: 4000
        case .external: 0
        }
    }
}
