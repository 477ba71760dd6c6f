/// Why a database could not be opened, and what to do about it.
package enum OpenError: Error, Equatable, Sendable {
    /// Another hookme has it; `process` is its id when it could be read.
    case inUse(path: String, process: Int32?)
    /// Another program has it open.
    case busy(path: String)
    /// The path cannot be created, read or written.
    case inaccessible(path: String, reason: String)
    /// Nothing may be there yet.
    case exists(path: String, advice: String)
    /// A file, but not one of ours.
    case foreign(path: String, reason: String)
    /// Ours, but damaged.
    case corrupt(path: String, reason: String)
    /// Written by a newer hookme.
    case newer(path: String, version: Int, known: Int)
    /// Left by an older hookme, for a command that migrates nothing.
    case older(path: String, version: Int, known: Int)
    /// A migration or a setting failed.
    case failed(path: String, reason: String)
}

extension OpenError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .inUse(let path, let process):
            "database \(path) is in use by another hookme\(process.map { " (process \($0))" } ?? ""): stop it first, "
                + "or set another DATABASE_PATH"
        case .busy(let path):
            "database \(path) is in use by another program"
        case .inaccessible(let path, let reason):
            "database \(path) cannot be opened: \(reason)"
        case .exists(let path, let advice):
            "\(path) is there already: \(advice)"
        case .foreign(let path, let reason):
            "\(path) is not a hookme database: \(reason); nothing was changed"
        case .corrupt(let path, let reason):
            "database \(path) is damaged: \(reason); restore a backup, or save what can be read of it "
                + "(docs/FAILURES.md, A damaged file)"
        case .newer(let path, let version, let known):
            "database \(path) has schema version \(version), written by a newer hookme; this one knows up to \(known)"
        case .older(let path, let version, let known):
            "database \(path) has schema version \(version), of an older hookme; this one needs \(known): stop that daemon, "
                + "and start this one or run hookme migrate"
        case .failed(let path, let reason):
            "database \(path) could not be prepared: \(reason)"
        }
    }
}
