import ArgumentParser
import Foundation
import JobStore

/// An end that the user is told in one line, with the exit code that `hookme --help` lists (sysexits.h).
struct Failure: Error {
    enum Code: Int32, CaseIterable {
        case notUsable = 65
        case noInput = 66
        case unavailable = 69
        case cannotOpen = 73
        case diskFailed = 74
        case inUse = 75
        case configuration = 78
    }

    var code: Code
    var line: String

    init(_ code: Code, _ line: String) {
        self.code = code
        self.line = line
    }

    init(_ error: OpenError) {
        switch error {
        case .inUse: code = .inUse
        case .inaccessible, .failed: code = .cannotOpen
        case .foreign, .corrupt, .newer, .older: code = .notUsable
        }
        line = "\(error)"
    }

    init(_ error: StoreError) {
        self.init(error == .busy ? .inUse : .diskFailed, "\(error)")
    }

    /// Runs a command's work; a failure becomes its line on standard error and its exit code.
    static func reported(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let failure as Failure {
            // The exit code tells it too, where standard error is closed or full.
            try? FileHandle.standardError.write(contentsOf: Data("hookme: \(failure.line)\n".utf8))
            throw ExitCode(failure.code.rawValue)
        }
    }
}
