import HTTPAPI
import JobStore
import Jobs
import Synchronization
import TestSupport
import Testing

@testable import Daemon

/// `hookme enqueue --wait`.
@Suite(.timeLimit(.minutes(1)))
struct WaitTests {
    private let job: Job

    init() throws {
        let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
        job = Job(
            id: JobID(7), webhookID: "msg_x", name: try .fixture(), destination: .default, state: .queued,
            stage: .collect,
            runAt: now, runReason: .enqueued, attempts: 0, failures: 0, deferrals: 0, crashes: 0, lastError: nil,
            createdAt: now, finishedAt: nil)
    }

    private func ended(_ state: JobState) -> [Job] {
        var job = job
        job.state = state
        return [job]
    }

    private func wait(
        _ answers: [Result<[Job], Failure>], patience: Duration = .seconds(60), silence: Duration = .seconds(60),
        waiting: Waiting? = nil
    ) async throws -> (isCompleted: Bool, told: [String]) {
        let told = Mutex<[String]>([])
        let found = Explanation(
            job: job, attempts: [], waiting: waiting, destination: nil, hasDaemon: true, site: "", needsToken: false)
        let wait = Wait(
            ScriptedVerbs(answers, explanation: found), for: [job, job], pause: .milliseconds(1), patience: patience,
            silence: silence
        ) { line in
            told.withLock { $0.append(line) }
        }
        return (try await wait.isCompleted(), told.withLock(\.self))
    }

    @Test func `a daemon that is away for a while does not end it, and that is said once`() async throws {
        let away = Result<[Job], Failure>.failure(Failure(.unavailable, "no answer"))
        let end = try await wait([.success([job]), away, away, away, .success(ended(.completed))])
        #expect(end.isCompleted)
        #expect(end.told == ["no answer: asking again for 60 s"])
    }

    @Test func `it ends where the patience is over, and at once where asking again is of no use`() async throws {
        let away = try await #require(throws: Failure.self) { () async throws in
            _ = try await wait([.failure(Failure(.unavailable, "no answer"))], patience: .zero)
        }
        #expect(away.line == "no answer")
        let refused = try await #require(throws: Failure.self) { () async throws in
            _ = try await wait([.failure(Failure(.notAllowed, "another token"))])
        }
        #expect(refused.line == "another token")
    }

    @Test func `when nothing ends for a while it says why, once for each reason`() async throws {
        let end = try await wait(
            [.success([job]), .success([job]), .success([job]), .success(ended(.discarded))], silence: .zero,
            waiting: Waiting(.resume, "paused", "The queue is paused."))
        #expect(!end.isCompleted)
        #expect(end.told == ["job \(job.id) \(job.name) waits: The queue is paused."])
    }
}

/// Answers what jobs are with one answer after another; nothing else is asked of it.
private final class ScriptedVerbs: OperatorVerbs {
    private let answers: Mutex<[Result<[Job], Failure>]>
    private let explanation: Explanation
    private let unasked = Failure(.refused, "nobody asks for this")

    init(_ answers: [Result<[Job], Failure>], explanation: Explanation) {
        self.answers = Mutex(answers)
        self.explanation = explanation
    }

    func jobs(_ ids: [JobID]) async throws(Failure) -> [Job] {
        let next = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next else { throw unasked }
        return try next.get()
    }

    func explanation(of id: JobID) async throws(Failure) -> Explanation? { explanation }

    func jobs(matching filter: JobFilter, limit: Int) async throws(Failure) -> (jobs: [Job], isAll: Bool) {
        throw unasked
    }
    func change(_ id: JobID, _ verb: JobVerb) async throws(Failure) -> String? { throw unasked }
    func pause() async throws(Failure) -> Timestamp { throw unasked }
    func resume() async throws(Failure) -> Bool { throw unasked }
    func destinations() async throws(Failure) -> [DestinationStatus] { throw unasked }
    func hold(_ destination: Destination, isForced: Bool) async throws(Failure) -> HoldAnswer { throw unasked }
    func release(_ destination: Destination) async throws(Failure) -> ReleaseAnswer { throw unasked }
    func enqueue(_ tasks: [TaskRequest]) async throws(Failure) -> [EnqueueAnswer] { throw unasked }
    func stats() async throws(Failure) -> StatsReport { throw unasked }
}
