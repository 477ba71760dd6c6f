import AsyncHTTPClient
import Foundation
import JobStore
import Jobs
import Loopback
import Outbound
import TestSupport
import Testing

@testable import Daemon

/// What doctor finds, and what it says about it.
struct DoctorTests {
    private let directory: TemporaryDirectory
    /// As the command has it: a connection that is refused is not tried again.
    private static let http = OutboundClient(
        HTTPClient(eventLoopGroupProvider: .singleton, configuration: .outbound()))

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var database: String { directory.file("hookme.db") }

    private func doctor(_ more: [String: String] = [:], now: @escaping WallClock = Timestamp.now) throws -> Doctor {
        let environment = ["WEBHOOK_URL": "https://example.com/hook", "DATABASE_PATH": database, "PORT": "1"]
        let source = try SettingSource(environment: environment.merging(more) { $1 }, file: nil)
        return Doctor(
            settings: try Settings(source), http: Self.http,
            resolve: { _ throws(OutboundError) in [IPAddress("93.184.216.34")].compactMap(\.self) }, now: now
        )
    }

    @Test func `a database that is not there yet, and one that is whole, are well`() throws {
        #expect(try doctor().database().map(\.verdict) == [.ok])
        do { try SQLiteStore(path: database).close() }
        let findings = try doctor().database()
        #expect(findings.map(\.verdict) == [.ok])
        #expect(findings[0].text.contains("no fault found") && findings[0].text.contains("0 jobs"), "\(findings)")
    }

    @Test func `another program's file, and a damaged one, are problems`() async throws {
        _ = try await sqlite3(database, "CREATE TABLE t (x)")
        #expect(try doctor().database().map(\.verdict) == [.problem])
        try Data("SQLite format 3\u{0}, but not for long".utf8).write(to: URL(fileURLWithPath: database))
        #expect(try doctor().database().map(\.verdict) == [.problem])
    }

    @Test func `a database that everybody may read is warned of`() throws {
        do { try SQLiteStore(path: database).close() }
        #expect(chmod(database, 0o644) == 0)
        let finding = try #require(try doctor().database().last)
        #expect(finding.subject == "file mode" && finding.verdict == .warning && finding.text.contains("mode 644"))
    }

    @Test func `what keeps jobs back, and those that were given up, are warned of`() async throws {
        #expect(try doctor().queue().isEmpty)
        let store = try SQLiteStore(path: database)
        #expect(try doctor().queue() == [.ok("queue", "0 live jobs, and nothing is stuck")])
        let now = Timestamp.now()
        _ = try await store.enqueue(.fixture("late", at: now + .seconds(-600)), liveLimit: nil)
        #expect(try doctor(now: { now }).queue().map(\.text) == ["a job has been due for 10 min"])
        let claim = try #require(try await store.claim(limit: 1, at: now).first)
        let error = AttemptError(.crash, "it died")
        try await store.record(.discard(error), report: .fixture(at: now), of: claim, at: now)
        _ = try await store.pause(at: now)
        _ = try await store.hold(.default, at: now)
        let findings = try doctor().queue()
        #expect(findings.allSatisfy { $0.verdict == .warning && $0.remedy != nil })
        #expect(
            findings.map(\.text) == [
                "paused since \(now.iso8601): no job is begun", "held: WEBHOOK_URL, whose jobs wait",
                "1 job was given up",
            ]
        )
    }

    @Test func `a folder that is not there is a problem`() throws {
        let findings = try doctor(["DATABASE_PATH": directory.file("no/hookme.db")]).disk()
        #expect(findings.map(\.verdict) == [.problem])
        #expect(try doctor().disk().first?.text.contains("free where the database is") == true)
    }

    @Test func `GitHub grants what it grants, and refuses a wrong token`() async throws {
        let github = LoopbackGitHub(token: "right", budget: .init(limit: 5000))
        try await github.serve { url in
            let well = try await doctor(["API_URL": url, "API_TOKEN": "right"]).github()
            #expect(
                well == [
                    .ok("github", "5,000 of 5,000 requests left with API_TOKEN"),
                    .ok("clock", "it agrees with GitHub's"),
                ])
            let wrong = try await doctor(["API_URL": url, "API_TOKEN": "wrong"]).github()
            #expect(wrong.first?.verdict == .problem && wrong.first?.text.contains("401") == true)
            #expect(github.log.exchanges.allSatisfy { $0.path == "/rate_limit" })
        }
    }

    @Test func `without a token there are few requests, and nobody there is a problem`() async throws {
        try await LoopbackGitHub(budget: .init(limit: 60)).serve { url in
            let finding = try await doctor(["API_URL": url]).github().first
            #expect(finding?.verdict == .warning && finding?.text == "60 of 60 requests left without a token")
        }
        #expect(try await doctor(["API_URL": "http://127.0.0.1:1"]).github().map(\.verdict) == [.problem])
    }

    @Test(arguments: [
        (0, Finding.Verdict.ok, "agrees"), (30, .warning, "ahead of"), (-30, .warning, "behind"),
        (300, .problem, "ahead of"),
    ])
    func `a clock that is off is told by GitHub's`(seconds: Int64, verdict: Finding.Verdict, words: String) async throws
    {
        try await LoopbackGitHub().serve { url in
            let doctor = try doctor(["API_URL": url]) { Timestamp.now() + .seconds(seconds) }
            let clock = try #require(await doctor.github().last)
            #expect(clock.subject == "clock" && clock.verdict == verdict && clock.text.contains(words), "\(clock)")
        }
    }

    @Test func `the destination is told with its addresses, and where TLS is missing`() async throws {
        #expect(
            try await doctor().destination() == [
                .ok("destination", "not asked; example.com leads to 93.184.216.34 (public)")
            ])
        let plain = try await doctor(["WEBHOOK_URL": "http://example.com/s3cret"]).destination()
        #expect(plain.first?.verdict == .warning && plain.first?.text.contains("s3cret") == false)
        let inward = try await doctor(["WEBHOOK_URL": "http://[::1]:9/"]).destination()
        #expect(inward == [.ok("destination", "not asked; ::1 leads to ::1 (not public, which WEBHOOK_URL may be)")])
    }

    @Test func `a daemon that does not answer, and unsigned deliveries, are warned of`() async throws {
        let findings = try await doctor().daemon()
        #expect(
            findings.map(\.verdict) == [.warning] && findings[0].text == "nothing answers at http://127.0.0.1:1/readyz")
        #expect(try doctor().configuration().map(\.subject) == ["configuration", "signatures"])
        let secret = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
        #expect(try doctor(["WEBHOOK_SECRET": secret]).configuration().map(\.verdict) == [.ok])
    }

    @Test func `a daemon that is not ready is told in its own words, and one that hangs from one that is not there`()
        async throws
    {
        let front = LoopbackReceiver()
        let words = #"{"type":"urn:x","status":503,"detail":"the store is unavailable: the disk is full"}"#
        front.faults.add(.answer(LoopbackAnswer(status: 503, body: words)), times: 1)
        front.faults.add(.delay(.seconds(60)))
        try await front.serve { url in
            var doctor = try self.doctor(["PORT": String(try #require(URL(string: url)?.port))])
            let unready = await doctor.daemon()
            #expect(unready.map(\.verdict) == [.problem])
            #expect(unready.first?.text == "it is not ready: the store is unavailable: the disk is full")
            doctor.answerLimit = .seconds(2)
            let hanging = await doctor.daemon()
            #expect(hanging.map(\.verdict) == [.problem])
            #expect(hanging.first?.text.hasPrefix("it does not answer in 2 s") == true, "\(hanging)")
        }
    }

    @Test
    func `a file system that is read-only, and one that takes no more files, are problems also where there is room`()
        throws
    {
        var status = statvfs()
        #expect(statvfs(directory.path, &status) == 0)
        (status.f_bavail, status.f_frsize, status.f_files, status.f_favail) = (1 << 30, 4096, 1000, 99)
        let full = try doctor().disk(status, at: "/data")
        #expect(full.map(\.text) == ["only 99 more files fit there"] && full[0].verdict == .problem)
        status.f_bavail = 1
        #expect(try doctor().disk(status, at: "/data") == full)
        // As an aborted ext4 is.
        let aborted = try doctor().disk(status, refusesFiles: true, at: "/data")
        status.f_flag = UInt(ST_RDONLY)
        let readOnly = try doctor().disk(status, at: "/data")
        #expect(readOnly.map(\.text) == ["the file system of /data is read-only"] && readOnly[0].verdict == .problem)
        #expect(aborted == readOnly)
        #expect(try doctor().disk()[0].text.contains("free where the database is"))
    }

    @Test func `sqlite3 is found where there is one`() async throws {
        #expect(try await doctor().operatorsTool().map(\.verdict) == [.ok])
    }
}
