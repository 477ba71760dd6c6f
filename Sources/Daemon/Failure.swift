import ArgumentParser
import JobStore
import Jobs

/// An end that the user is told in one line, with the exit code that `hookme --help` lists (sysexits.h).
struct Failure: Error {
    enum Code: Int32, CaseIterable {
        case refused = 1
        case notUsable = 65
        case noInput = 66
        case unavailable = 69
        case cannotOpen = 73
        case diskFailed = 74
        case inUse = 75
        case notAllowed = 77
        case configuration = 78

        /// As `hookme --help` says it.
        var meaning: String {
            switch self {
            case .refused:
                "not a valid delivery, one that is not accepted, or a job or destination with which a command could not do "
                    + "what was asked"
            case .notUsable: "not a database, a request or a list that can be used"
            case .noInput: "cannot read a file"
            case .unavailable: "cannot listen, not ready, or no daemon that answers"
            case .cannotOpen: "cannot open the database's path"
            case .diskFailed: "the disk failed, or takes no more"
            case .inUse: "the database is in use"
            case .notAllowed: "the daemon wants another token"
            case .configuration: "wrong configuration"
            }
        }
    }

    var code: Code
    var line: String

    init(_ code: Code, _ line: String) {
        self.code = code
        self.line = line
    }

    init(_ error: OpenError) {
        switch error {
        case .inUse, .busy: code = .inUse
        case .inaccessible, .exists, .failed: code = .cannotOpen
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
            // What comes from outside commands no terminal.
            let lines = failure.line.split(separator: "\n").map { String($0).oneLine }
            StandardError.print("hookme: " + lines.joined(separator: "\n"))
            throw ExitCode(failure.code.rawValue)
        }
    }
}
