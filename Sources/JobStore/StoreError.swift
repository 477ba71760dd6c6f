package import Jobs

/// Why a verb of the store did nothing.
package enum StoreError: Error, Equatable, Sendable {
    /// The job is not running under this claim any more; what the attempt wanted to write is not written.
    case claimLost(JobID)
    /// Another program has held the database's lock for longer than we wait.
    case busy
    /// More writes wait than the store takes.
    case overloaded
    /// The disk is full.
    case full
    /// The database is as large as it may be, and accepts no task until something is deleted. All else is written.
    case atMaxBytes
    /// The database's own rules refuse the change.
    case refused(String)
    /// The file can no longer be relied on: an I/O error, corruption. Nothing can be promised until a restart.
    case broken(String)
    /// The caller was cancelled while it waited for a read. A write is never cancelled.
    case cancelled

    /// Nothing may be written any more, by whichever call.
    var isBroken: Bool {
        guard case .broken = self else { return false }
        return true
    }

    /// The same call may succeed a moment later.
    package var isTransient: Bool {
        switch self {
        case .busy, .overloaded, .full, .atMaxBytes: true
        case .claimLost, .refused, .broken, .cancelled: false
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .claimLost(let id): "job \(id) is no longer claimed by this attempt"
        case .busy: "another program holds the database's lock"
        case .overloaded: "too many writes wait for the database"
        case .full: "the disk is full"
        case .atMaxBytes: "the database has reached its limit (DATABASE_MAX_BYTES)"
        case .refused(let rule): "the database refuses the change: \(rule)"
        case .broken(let reason): "the database cannot be relied on: \(reason)"
        case .cancelled: "cancelled"
        }
    }
}
