import Subprocess
import SystemPackage

/// hookme itself as a child process: a real daemon that tests, the demo and benchmarks may kill.
package struct DaemonProcess: Sendable {
    /// Where its HTTP front listens, without a slash at the end.
    package let baseURL: String
    package let processID: Int32
    /// Its log up to the line `ready`.
    package let startLog: [LogLine]
    /// Its log from there on; the latest 10,000 lines that nobody has read yet.
    package let log: AsyncStream<LogLine>
    private let signal: @Sendable (Signal) throws -> Void

    /// Runs `program serve`, and `body` as soon as it is ready. Afterwards it is stopped with SIGTERM, unless it has ended.
    ///
    /// - Parameters:
    ///   - environment: its whole environment but for LOG_FORMAT, which is `json`.
    ///   - file: of its configuration.
    ///   - body: learns of the daemon's end by the end of `log`.
    /// - Throws: `LoopbackError.daemonNotReady` with its status and what it said on standard error, or what `body` throws.
    package static func run<Result: Sendable>(
        _ program: String, environment: [String: String], config file: String? = nil,
        _ body: (DaemonProcess) async throws -> Result
    ) async throws -> (result: Result, exitStatus: Int32) {
        let run = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(["serve"] + (file.map { ["--config", $0] } ?? [])),
            environment: .only(environment.merging(["LOG_FORMAT": "json"]) { $1 }), input: .none,
            output: .sequence, error: .string(limit: 1 << 20)
        ) { child in
            try await converse(with: child, body)
        }
        let status =
            switch run.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        guard let result = run.closureResult else {
            throw LoopbackError.daemonNotReady(exitStatus: status, reason: run.standardError)
        }
        return (result, status)
    }

    private typealias Child = Execution<NoInput, SequenceOutput, StringOutput<UTF8>>

    /// Nil: the daemon ended before it was ready.
    private static func converse<Result: Sendable>(
        with child: Child, _ body: (DaemonProcess) async throws -> Result
    ) async throws -> Result? {
        let (lines, feed) = AsyncStream.makeStream(of: LogLine.self, bufferingPolicy: .bufferingNewest(10_000))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { feed.finish() }
                for try await text in child.standardOutput.strings() {
                    if let line = LogLine(text) { feed.yield(line) }
                }
            }
            var startLog: [LogLine] = []
            for await line in lines {
                startLog.append(line)
                if line.message == "ready" { break }
            }
            guard let address = startLog.last?["address"] else { return nil }
            let daemon = DaemonProcess(
                baseURL: "http://\(address)", processID: child.processIdentifier.value, startLog: startLog,
                log: lines,
                signal: { try child.send(signal: $0) }
            )
            let result: Result
            do {
                result = try await body(daemon)
            } catch {
                try? child.send(signal: .kill)
                throw error
            }
            // Without effect on one that was killed.
            try? child.send(signal: .terminate)
            try await group.waitForAll()
            return result
        }
    }

    /// SIGHUP.
    package func reload() throws {
        try signal(.terminalClosed)
    }

    /// SIGKILL: no warning, no farewell.
    package func kill() throws {
        try signal(.kill)
    }
}
