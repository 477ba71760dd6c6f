import ArgumentParser
import JobStore
import Jobs
import Testing

@testable import Daemon

/// The codes that `hookme --help` promises (sysexits.h).
struct FailureTests {
    @Test(arguments: [
        (OpenError.inUse(path: "a.db", process: 7), Int32(75)),
        (.inaccessible(path: "a.db", reason: "Permission denied"), 73), (.failed(path: "a.db", reason: "no WAL"), 73),
        (.foreign(path: "a.db", reason: "it is not a SQLite database"), 65), (.corrupt(path: "a.db", reason: "x"), 65),
        (.newer(path: "a.db", version: 9, known: 1), 65), (.older(path: "a.db", version: 1, known: 9), 65),
    ])
    func `a database that cannot be opened ends with the code for why`(error: OpenError, code: Int32) {
        let failure = Failure(error)
        #expect(failure.code.rawValue == code)
        #expect(failure.line == "\(error)" && failure.line.contains("a.db"))
    }

    @Test(arguments: [StoreError.broken("disk I/O error"), .full])
    func `a database that fails later ends with the code of a failed disk`(error: StoreError) {
        #expect(Failure(error).code.rawValue == 74)
        #expect(Failure(error).line == "\(error)")
        #expect(Failure(StoreError.busy).code.rawValue == 75)
    }

    @Test func `a wrong configuration and a service that is not there have their codes`() {
        #expect(ConfigurationError(problems: ["PORT is 'x'"]).failure.code.rawValue == 78)
        #expect(Failure(.unavailable, "not ready").code.rawValue == 69)
    }

    @Test func `every code is one that the help lists`() {
        let help = Hookme.configuration.discussion
        for code in Failure.Code.allCases { #expect(help.contains("· \(code.rawValue) "), "\(code)") }
    }

    @Test func `a reported failure ends the process with its code, and no other error does`() async {
        await #expect(throws: ExitCode(75)) {
            try await Failure.reported { throw Failure(.inUse, "taken") }
        }
        await #expect(throws: CancellationError.self) {
            try await Failure.reported { throw CancellationError() }
        }
    }
}
