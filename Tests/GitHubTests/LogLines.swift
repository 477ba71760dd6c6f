import Logging
import Synchronization

/// Keeps the lines that are logged.
final class LogLines: Sendable {
    private let lines = Mutex<[LogEvent]>([])

    var logger: Logger {
        Logger(label: "test", factory: { _ in Handler(lines: self) })
    }

    var errors: [String] {
        lines.withLock { $0.filter { $0.level >= .error }.map { "\($0.message)" } }
    }

    /// Messages and metadata of every level.
    var text: String {
        lines.withLock { $0.map { "\($0.message) \($0.metadata ?? [:])" }.joined(separator: "\n") }
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

extension Logger {
    static var silent: Logger {
        Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    }
}
