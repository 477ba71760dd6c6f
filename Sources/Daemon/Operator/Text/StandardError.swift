import Foundation

/// What is no part of a command's answer.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The exit code tells it too, where standard error is closed or full.
    static func print(_ line: String) {
        write(line + "\n")
    }

    static func write(_ text: String) {
        // What was said before on standard output comes before it.
        fflush(nil)
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
