import Foundation

/// The `hookme` that was built together with the tests.
package func hookmeProgram() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("hookme").path
    guard FileManager.default.isExecutableFile(atPath: program) else { throw ProgramMissing(path: program) }
    return program
}

/// The tests run, but hookme was not built beside them.
package struct ProgramMissing: Error {
    package var path: String
}
