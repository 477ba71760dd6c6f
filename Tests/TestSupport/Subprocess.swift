import Foundation
import Loopback
import Subprocess
import SystemPackage

/// What a program that ran to its end has left.
package struct ProgramResult: Sendable {
    package var status: Int
    package var output: String
    package var errors: String
}

/// Runs a program to its end, for at most 16 MiB of output.
package func run(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil, input: String = ""
) async throws -> ProgramResult {
    let result = try await Subprocess.run(
        program.contains("/") ? .path(.init(program)) : .name(program),
        arguments: Arguments(arguments),
        environment: environment.map(Environment.only) ?? .inherit,
        input: .string(input), output: .string(limit: 16 << 20), error: .string(limit: 16 << 20)
    )
    let status: Int =
        switch result.terminationStatus {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    return ProgramResult(status: status, output: result.standardOutput, errors: result.standardError)
}

/// An operator at the `sqlite3` prompt.
package func sqlite3(_ database: String, _ sql: String, options: [String] = []) async throws -> String {
    let result = try await run("sqlite3", ["-bail", "-cmd", ".timeout 10000"] + options + [database, sql])
    guard result.status == 0 else { throw SQLite3Failure(message: result.errors) }
    return result.output.trimmingCharacters(in: .newlines)
}

/// What `sqlite3` complained about.
package struct SQLite3Failure: Error {
    package var message: String
}
