// C's streams may be used from everywhere, but do not say so.
#if canImport(Glibc)
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// Where the answers of commands go.
enum StandardOutput {
    /// Whether all that was printed until now is written: not where a disk is full, say.
    static func isWritten() -> Bool {
        fflush(stdout) == 0 && ferror(stdout) == 0
    }
}
