import Foundation
import Synchronization

/// A place on the way of a task where a debug build can be made to die, so that a test sees what is left.
///
/// `HOOKME_CRASH_AT=delivered:2` ends the process at the second pass of that place, without any farewell, and
/// `HOOKME_CRASH_AT=collected:1:hello` at the first pass with a job of that repository. A release build has no such thing: there
/// every pass is nothing.
package enum CrashPoint {
    /// New rows are in a transaction that is not committed.
    case enqueueing
    /// Any transaction is about to be committed.
    case committing
    /// It is committed, and nobody has heard of it.
    case committed
    /// Tasks are committed, and not answered.
    case enqueued
    /// Jobs are claimed in a transaction that is not committed.
    case claiming
    /// An attempt begins.
    case claimed
    /// A page of GitHub's is read, and not kept.
    case pageRead
    case pageKept
    case namesKept
    /// The payload is finished, and not frozen.
    case collected
    /// It is frozen in a transaction that is not committed.
    case freezing
    case frozen
    /// Nothing is left before the delivery.
    case delivering
    /// The receiver answered 2xx, and nothing is recorded.
    case delivered
    /// A destination is held in a transaction that is not committed.
    case holding
    /// An attempt is recorded in a transaction that is not committed.
    case recording
    case recorded
    /// Jobs of a dead process are queued again in a transaction that is not committed.
    case recovering
    case recovered
    /// Something old is deleted in a transaction that is not committed.
    case pruning
    case pruned

    /// Dies here, if this is the pass that was asked for.
    package func pass(_ job: Job? = nil) {
        #if DEBUG
            if let fuse = try? Self.fuse.get(), fuse.burnsDown(at: self, job?.name.repository) {
                _exit(Self.exitStatus)
            }
        #endif
    }
}

#if DEBUG
    extension CrashPoint: CaseIterable {
        /// Of a process that died at a point.
        package static let exitStatus: Int32 = 86
        package static let variable = "HOOKME_CRASH_AT"

        fileprivate static let fuse = Result { () throws(InvalidCrash) in
            try ProcessInfo.processInfo.environment[variable].map { text throws(InvalidCrash) in try CrashFuse(text) }
        }

        /// Sees that the environment names a point, if it names any.
        package static func check() throws(InvalidCrash) {
            _ = try fuse.get()
        }
    }

    /// What HOOKME_CRASH_AT asks for: `POINT:PASS`, or `POINT:PASS:REPOSITORY`.
    final class CrashFuse: Sendable {
        let point: CrashPoint
        let pass: Int
        /// Passes with jobs of others are not counted; nil: all are.
        let repository: String?
        private let passes = Mutex(0)

        init(_ text: String) throws(InvalidCrash) {
            let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard let point = CrashPoint.allCases.first(where: { "\($0)" == parts[0] }), parts.count > 1,
                let pass = Int(parts[1]), pass > 0
            else { throw InvalidCrash(text: text) }
            (self.point, self.pass) = (point, pass)
            repository = parts.count > 2 ? String(parts[2]) : nil
        }

        func burnsDown(at point: CrashPoint, _ repository: String?) -> Bool {
            guard point == self.point, self.repository == nil || repository == self.repository else { return false }
            return passes.withLock { passes in
                passes += 1
                return passes == pass
            }
        }
    }

    /// HOOKME_CRASH_AT names no point, or no pass.
    package struct InvalidCrash: Error, Equatable, CustomStringConvertible {
        package let text: String

        package var description: String {
            "HOOKME_CRASH_AT is \(text.quoted), but must be POINT:PASS or POINT:PASS:REPOSITORY, with a pass from 1 and one of "
                + "these points: \(CrashPoint.allCases.map { "\($0)" }.joined(separator: ", "))"
        }
    }
#endif
