import Subprocess
import SystemPackage

/// A program to run as a child process. Whatever happens, it has ended when its `run` or `output` returns.
struct Program: Sendable {
    /// A path, or a name to look for in PATH.
    let executable: String
    let arguments: [String]
    /// Nil: ours.
    var environment: [String: String]?
    /// How long it may take to end after SIGTERM; then it is killed.
    var farewell = Duration.seconds(10)

    init(_ executable: String, _ arguments: [String], environment: [String: String]? = nil) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs the program to its end and returns what it printed.
    ///
    /// - Throws: ``ProgramError`` when it fails, or is not done in time.
    func output(within limit: Duration) async throws -> String {
        let result = try await inTime(limit, "\(executable) \(arguments.joined(separator: " ").prefix(200))") {
            try await Subprocess.run(
                configuration, input: .none, output: .string(limit: 1 << 24), error: .string(limit: 1 << 20)
            )
        }
        guard result.terminationStatus.isSuccess else {
            throw ProgramError(
                program: executable, reason: "\(result.terminationStatus)",
                standardError: result.standardError + result.standardOutput.suffix(2000)
            )
        }
        return result.standardOutput
    }

    /// Runs the program for as long as `body` runs, then ends it with SIGTERM unless it has ended by itself.
    ///
    /// - Throws: what `body` throws, with the last that the program said on standard error.
    func run<Value: Sendable>(_ body: (RunningProgram) async throws -> Value) async throws -> Value {
        let outcome = try await Subprocess.run(
            configuration, input: .none, output: .sequence, error: .sequence
        ) { child in
            await attend(to: child, body)
        }
        switch outcome.closureResult.value {
        case .success(let value): return value
        case .failure(let error as RejectedRound): throw error
        case .failure(let error as CancellationError): throw error
        case .failure(let error):
            throw ProgramError(
                program: executable, reason: "\(error)", standardError: outcome.closureResult.lastWords
            )
        }
    }

    private typealias Child = Execution<NoInput, SequenceOutput, SequenceOutput>

    private struct Attended<Value: Sendable>: Sendable {
        let value: Result<Value, any Error>
        /// The end of its standard error.
        let lastWords: String
    }

    private func attend<Value: Sendable>(
        to child: Child, _ body: (RunningProgram) async throws -> Value
    ) async -> Attended<Value> {
        let (lines, feed) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1000))
        let (errors, errorFeed) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(50))
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.pass(child.standardOutput, to: feed) }
            group.addTask { await Self.pass(child.standardError, to: errorFeed) }
            let value: Result<Value, any Error>
            do {
                let program = RunningProgram(processID: child.processIdentifier.value, lines: lines)
                value = .success(try await body(program))
            } catch {
                value = .failure(error)
            }
            await child.teardown(using: configuration.platformOptions.teardownSequence)
            await group.waitForAll()
            var lastWords: [String] = []
            for await line in errors { lastWords.append(line) }
            return Attended(value: value, lastWords: lastWords.joined(separator: "\n"))
        }
    }

    private static func pass(
        _ output: SubprocessOutputSequence, to feed: AsyncStream<String>.Continuation
    ) async {
        defer { feed.finish() }
        do {
            for try await line in output.strings() { feed.yield(line) }
        } catch {
            // The pipe breaks when the program is killed, which is no news.
        }
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: farewell)]
        return Configuration(
            executable: executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            arguments: Arguments(arguments),
            environment: environment.map { environment in
                .custom(
                    Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
                )
            } ?? .inherit,
            platformOptions: options
        )
    }
}

/// A child process while it runs.
struct RunningProgram: Sendable {
    let processID: Int32
    /// What it prints, line by line; the latest thousand that nobody has read yet. Ends with the program.
    let lines: AsyncStream<String>

    /// Reads on to the next line that is a JSON object with what is wanted.
    ///
    /// - Throws: ``ProgramError`` when the program ends or the time is over before there is one.
    func line<Wanted: Decodable & Sendable>(
        _ wanted: Wanted.Type, within limit: Duration,
        where matches: @escaping @Sendable (Wanted) -> Bool = { _ in true }
    ) async throws -> Wanted {
        try await inTime(limit, "a line of process \(processID)") { [lines] in
            for await line in lines {
                if let found = try? Wanted(json: line), matches(found) { return found }
            }
            throw ProgramError(program: "process \(processID)", reason: "ended before it was ready", standardError: "")
        }
    }
}
