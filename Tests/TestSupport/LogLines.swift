package import Logging
import Synchronization

/// Keeps the lines that are logged.
package final class LogLines: Sendable {
    private let lines = Mutex<[LogEvent]>([])

    package init() {}

    package var logger: Logger {
        Logger(label: "test", factory: { _ in Handler(lines: self) })
    }

    package var errors: [String] {
        messages { $0 >= .error }
    }

    package var warnings: [String] {
        messages { $0 == .warning }
    }

    /// Messages and metadata of every level.
    package var text: String {
        lines.withLock { $0.map { "\($0.message) \($0.metadata ?? [:])" }.joined(separator: "\n") }
    }

    private func messages(_ isWanted: (Logger.Level) -> Bool) -> [String] {
        lines.withLock { $0.filter { isWanted($0.level) }.map { "\($0.message)" } }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.lines.withLock { $0.append(event) }
        }
    }
}
