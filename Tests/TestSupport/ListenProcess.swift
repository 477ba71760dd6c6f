import Foundation
import Loopback
import Subprocess
import SystemPackage

/// `hookme listen` as a child process, on a free port.
package struct ListenProcess: Sendable {
    /// Where it listens, without a slash at the end.
    package let url: String
    /// What it prints after its first line.
    package let lines: AsyncStream<String>

    /// Runs it for as long as `body` runs.
    package static func run(
        _ arguments: [String], environment: [String: String], _ body: (ListenProcess) async throws -> Void
    ) async throws {
        _ = try await Subprocess.run(
            .path(FilePath(try hookmeProgram())), arguments: Arguments(["listen", "--port", "0"] + arguments),
            environment: .only(environment), input: .none, output: .sequence, error: .string(limit: 1 << 20)
        ) { child in
            let (lines, feed) = AsyncStream.makeStream(of: String.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { feed.finish() }
                    for try await line in child.standardOutput.strings() { feed.yield(line) }
                }
                let first = await lines.first { _ in true } ?? ""
                guard let url = first.split(separator: " ").first(where: { $0.hasPrefix("http://") }) else {
                    throw NotListening(words: first)
                }
                defer { try? child.send(signal: .kill) }
                try await body(ListenProcess(url: String(url), lines: lines))
            }
        }
    }

    /// Reads on to the next line that begins so, behind its indentation.
    package func line(beginningWith start: String) async -> String? {
        await lines.first { $0.trimmingCharacters(in: .whitespaces).hasPrefix(start) }?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// `hookme listen` ended, or said something else.
package struct NotListening: Error {
    package var words: String
}
