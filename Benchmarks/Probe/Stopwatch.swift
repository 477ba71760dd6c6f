import Foundation

/// Measures what happens from its making on: the time by the clock, and the CPU time of this process, all threads.
struct Stopwatch {
    private let start = ContinuousClock.now
    private let cpuAtStart = Self.cpuMicroseconds()

    /// Since the start.
    var seconds: Double {
        (ContinuousClock.now - start) / .seconds(1)
    }

    /// Since the start, in user and in system mode.
    var cpuMicroseconds: Double {
        Self.cpuMicroseconds() - cpuAtStart
    }

    private static func cpuMicroseconds() -> Double {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) * 1e6 + Double($1.tv_usec) }
    }
}
