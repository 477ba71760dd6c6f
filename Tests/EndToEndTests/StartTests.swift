import Foundation
import Loopback
import TestSupport
import Testing

/// What stops a start: one line that says what to do, and the exit code that `hookme --help` lists.
@Suite(.timeLimit(.minutes(2)))
struct StartTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("hookme.db")
    }

    private func expectRefusal(
        _ status: Int, saying words: String, _ settings: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let quick = ["WEBHOOK_URL": "http://127.0.0.1:9/", "DATABASE_PATH": path, "PORT": "0"]
        let result = try await run(hookmeProgram(), ["serve"], environment: quick.merging(settings) { $1 })
        #expect(result.status == status, sourceLocation: sourceLocation)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 1 && lines.first?.hasPrefix("hookme: ") == true, sourceLocation: sourceLocation)
        #expect(result.errors.contains(words), "\(result.errors)", sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("WEBHOOK_URL", "", "WEBHOOK_URL is required"),
        ("RETRY_MAX_ATTEMPTS", "many", "RETRY_MAX_ATTEMPTS is 'many', but must be a whole number from 0 to 1000"),
        ("PORT", "65536", "PORT is '65536'"), ("SCHEDULE_INTERVAL", "-1", "SCHEDULE_INTERVAL is '-1'"),
        ("RETRY_BACKOFF", "linear", "one of exponential, constant"), ("API_URL", "api.github.com", "API_URL is"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud'"), ("WEBHOOK_HUB_SIGNATURE", "1", "must be true or false"),
        ("WEBHOOK_SECRET", "whsec_s3cr3t99", "SECRET must be the base64 of 24 to 64 bytes, and not of 6\n"),
    ])
    func `a wrong value is refused with its key and what is allowed`(
        key: String, value: String, words: String
    ) async throws {
        try await expectRefusal(78, saying: words, [key: value])
    }

    @Test func `a port that others reach is not opened without tokens`() async throws {
        try await expectRefusal(78, saying: "HOST is '0.0.0.0', which others may reach", ["HOST": "0.0.0.0"])
    }

    @Test func `a path that cannot be written is refused`() async throws {
        try await expectRefusal(73, saying: "No such file", ["DATABASE_PATH": directory.file("no/hookme.db")])
        try await expectRefusal(73, saying: "not a regular file", ["DATABASE_PATH": directory.path])
    }

    @Test func `a taken port is refused, and no job runs`() async throws {
        try await World.run { world in
            let port = try #require(URL(string: world.apiURL)?.port)
            try await expectRefusal(69, saying: "in use", ["PORT": "\(port)"])
            #expect(world.github.log.count == 0)
        }
    }

    @Test func `a database that another hookme has is refused`() async throws {
        try await World.run { world in
            try await world.withDaemon { daemon in
                try await expectRefusal(75, saying: "process \(daemon.processID)", ["DATABASE_PATH": world.database])
            }
        }
    }

    @Test func `a database that is not ours is refused`() async throws {
        _ = try await sqlite3(path, "CREATE TABLE theirs (x)")
        try await expectRefusal(65, saying: "another program")
    }

    @Test func `a damaged database is refused`() async throws {
        try Data("SQLite format 3\u{0}".utf8 + [UInt8](repeating: 7, count: 4080)).write(to: URL(fileURLWithPath: path))
        try await expectRefusal(65, saying: path)
    }
}
