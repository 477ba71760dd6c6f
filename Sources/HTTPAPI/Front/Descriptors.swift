import Foundation

/// Files and connections that a process may have open at once.
package enum Descriptors {
    /// Has the system grant as many as it will: the limit that it starts with is kept low for programs that use `select`.
    ///
    /// - Returns: how many there may be now.
    package static func raise() -> Int {
        var limit = rlimit()
        #if os(Linux)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        guard getrlimit(files, &limit) == 0 else { return 256 }
        let granted = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        return Int(clamping: setrlimit(files, &limit) == 0 ? limit.rlim_max : granted)
    }
}
