import Jobs
import TestSupport
import Testing

@testable import JobStore

/// What happened in each minute.
struct HistoryTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let minute: Milliseconds = 60_000

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("hookme.db"))
    }

    /// The sum over the last hour.
    private func sum(_ value: KeyPath<HistorySpan, Int>, at now: Timestamp) async throws -> Int {
        try await store.history(of: 60, length: 1, until: now).map { $0[keyPath: value] }.reduce(0, +)
    }

    @Test func `it agrees with what the jobs say`() async throws {
        for number in 0..<40 {
            let moment = start + Milliseconds(Int64(number) * 20_000)
            let outcome: Outcome =
                switch number % 4 {
                case 0, 1: .complete
                case 2: .discard(.fixture)
                default: .release
                }
            try await store.add("r\(number)", dueAt: moment)
            let claim = try #require(try await store.claim(limit: 1, at: moment).first)
            try await store.record(outcome, report: .fixture(at: moment), of: claim, at: moment + 700)
            if number % 4 == 3 { _ = try await store.cancel(claim.job.id, at: moment + 900) }
        }
        let now = start + Milliseconds(40 * 20_000)
        let counts = try await store.counts()
        #expect(try await sum(\.accepted, at: now) == 40)
        #expect(try await sum(\.completed, at: now) == 20 && counts[.completed] == 20)
        #expect(try await sum(\.discarded, at: now) == 10 && counts[.discarded] == 10)
        #expect(try await sum(\.cancelled, at: now) == 10 && counts[.cancelled] == 10)
        #expect(try await sum(\.failed, at: now) == 10)
        let spans = try await store.history(of: 2, length: 10, until: now)
        #expect(spans.map(\.accepted).reduce(0, +) == 40 && spans.map(\.completed).reduce(0, +) == 20)
        for span in try await store.history(of: 60, length: 1, until: now) where span.completed > 0 {
            #expect(span.meanLatency == 700 && span.maxLatency == 700)
        }
    }

    @Test func `spans are summed up, and their mean is that of all jobs`() {
        var spans = [HistorySpan(begin: start), HistorySpan(begin: start + 1), HistorySpan(begin: start + 2)]
        (spans[0].accepted, spans[1].accepted, spans[2].failed) = (3, 4, 5)
        (spans[1].latencies, spans[1].meanLatency, spans[1].maxLatency) = (1, 1000, 1000)
        (spans[2].latencies, spans[2].meanLatency, spans[2].maxLatency) = (3, 200, 500)
        let total = spans.total
        #expect(total?.begin == start && total?.accepted == 7 && total?.failed == 5)
        #expect(total?.latencies == 4 && total?.meanLatency == 400 && total?.maxLatency == 1000)
        #expect([HistorySpan]().total == nil)
    }

    @Test func `a failure counts, and latency from acceptance on, but not of what somebody sends again`() async throws {
        let claim = try await store.addAndClaim()
        let report = AttemptReport.fixture(at: start)
        try await store.record(.retry(at: start + 5000, .backoff, .fixture), report: report, of: claim, at: start)
        let again = try #require(try await store.claim(limit: 1, at: start + 5000).first)
        try await store.freeze(.fixture, for: again)
        try await store.record(.complete, report: report, of: again, at: start + 6000)
        #expect(try await sum(\.failed, at: start + 6000) == 1)
        let job = try await store.redeliver(claim.job.id, at: start + 50_000)
        #expect(job.job != nil)
        let third = try #require(try await store.claim(limit: 1, at: start + 50_000).first)
        try await store.record(.complete, report: report, of: third, at: start + 51_000)
        let span = try #require(try await store.history(of: 1, length: 1, until: start + 51_000).first)
        #expect(span.completed == 2 && span.meanLatency == 6000 && span.maxLatency == 6000)
    }

    @Test func `an operator's edits count too, and the whole of it may be deleted`() async throws {
        let path = directory.file("hookme.db")
        _ = try await sqlite3(path, "INSERT INTO jobs (username, repository) VALUES ('octocat', 'a'), ('octocat', 'b')")
        _ = try await sqlite3(
            path, "UPDATE jobs SET state = 'cancelled', finished_at_ms = strftime('%s', 'now') * 1000 WHERE id = 1")
        #expect(try await sqlite3(path, "SELECT sum(accepted), sum(cancelled) FROM history") == "2|1")
        _ = try await sqlite3(path, "DELETE FROM history; DELETE FROM jobs")
        try await store.add()
        #expect(try await sqlite3(path, "SELECT sum(accepted) FROM history") == "1")
    }

    @Test func `how many jobs there were is known for each minute, also where nothing was noted`() async throws {
        #expect(try await store.countsHistory(of: 3, until: start).allSatisfy(\.isEmpty))
        try await store.keepHistory(at: start)
        try await store.add("a")
        try await store.add("b")
        try await store.keepHistory(at: start + minute)
        let counts = try await store.countsHistory(of: 4, until: start + minute + minute)
        #expect(counts.map { $0[.queued] } == [nil, 0, 2, 2])
        // From before what is asked for.
        #expect(try await store.countsHistory(of: 1, until: start + minute + minute).first?[.queued] == 2)
    }

    @Test func `while nothing changes nothing is written, and a day is kept`() async throws {
        try await store.add()
        try await store.keepHistory(at: start)
        try await store.keepHistory(at: start + minute)
        let path = directory.file("hookme.db")
        #expect(try await sqlite3(path, "SELECT count(*) FROM job_counts_history") == "1")
        try await store.keepHistory(at: start + Milliseconds.seconds(31 * 60))
        #expect(try await sqlite3(path, "SELECT count(*) FROM job_counts_history") == "2")
        try await store.keepHistory(at: start + Milliseconds.seconds(25 * 3600))
        #expect(try await sqlite3(path, "SELECT count(*) FROM history WHERE accepted > 0") == "1")
        try await store.keepHistory(at: start + Milliseconds.seconds(25 * 3600 + 60))
        #expect(try await sqlite3(path, "SELECT count(*) FROM history WHERE accepted > 0") == "0")
    }

    @Test func `a session's salt is drawn once for a database`() async throws {
        let salt = try await store.sessionSalt()
        #expect(salt.count > 20)
        #expect(try await store.sessionSalt() == salt)
        let other = try SQLiteStore(path: directory.file("other.db"))
        #expect(try await other.sessionSalt() != salt)
    }
}
