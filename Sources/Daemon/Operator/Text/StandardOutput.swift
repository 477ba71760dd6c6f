// C's streams may be used from everywhere, but do not say so.
#if canImport(Glibc)
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// Where the answers of commands go.
enum StandardOutput {
    /// Whether all that was printed until now is written: not where a disk is full, say. A reader of a pipe that has had enough
    /// is no failure.
    static func isWritten() -> Bool {
        if fflush(stdout) == 0, ferror(stdout) == 0 { return true }
        var status = stat()
        return fstat(STDOUT_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }
}
