import Jobs
import Testing

/// Why a job does not run.
struct WaitingTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_800_000_000_000)
    private static let later = now + 5000

    private func waiting(
        _ state: JobState = .queued, _ reason: RunReason = .enqueued, stage: Stage = .collect, runAt: Timestamp = now,
        pausedAt: Timestamp? = nil, closure: GateClosure? = nil, busy: Int = 0, _ destination: DestinationStatus? = nil
    ) throws -> Waiting? {
        let job = Job(
            id: JobID(1), webhookID: "msg", name: try RepositoryName(username: "octocat", repository: "Hello-World"),
            destination: .default, state: state, stage: stage,
            runAt: runAt, runReason: reason, attempts: 1, failures: 2, deferrals: 0, crashes: 0, lastError: nil,
            createdAt: Self.now, finishedAt: nil
        )
        let around = Surroundings(now: Self.now, pausedAt: pausedAt, closure: closure, workers: (busy, 4))
        return Waiting(job, around, destination)
    }

    private func held(_ reason: HoldReason?, _ probe: DestinationStatus.Probe = .never) -> DestinationStatus {
        DestinationStatus(
            destination: .default, hold: reason, heldAt: Self.now, heldJobs: 1, probe: probe, probes: 0, failingJobs: 5,
            lastError: nil
        )
    }

    @Test func `what runs or is finished does not wait`() throws {
        for state in [JobState.running, .completed, .discarded, .cancelled] { #expect(try waiting(state) == nil) }
    }

    @Test func `the strongest reason is the one that is told`() throws {
        let closure = GateClosure(until: Self.later, reason: .primary)
        #expect(try waiting(pausedAt: Self.now, closure: closure)?.short == "queue paused")
        #expect(try waiting(closure: closure)?.until == Self.later)
        #expect(try waiting(closure: closure)?.short == "GitHub’s budget")
        #expect(
            try waiting(closure: GateClosure(until: Self.later, reason: .unauthorized))?.short == "GitHub refuses us")
        // What is frozen needs nothing of GitHub.
        #expect(try waiting(stage: .deliver, closure: closure)?.short == "due")
        #expect(try waiting(busy: 4)?.sentence.contains("All 4 workers are busy") == true)
        #expect(try waiting(.queued, .enqueued, held(.manual))?.short == "destination held")
        let needs = [
            try waiting(pausedAt: Self.now), try waiting(.held, .held, held(.gone)), try waiting(closure: closure),
            try waiting(runAt: Self.later), try waiting(),
        ]
        #expect(needs.map { $0?.need } == Waiting.Need.allCases)
    }

    @Test(arguments: RunReason.allCases)
    func `a moment that is to come has its reason`(reason: RunReason) throws {
        let waiting = try #require(try waiting(.queued, reason, runAt: Self.later))
        #expect(waiting.until == Self.later && !waiting.sentence.isEmpty)
        let held = try #require(try self.waiting(.queued, reason, runAt: Self.later, held(.failing)))
        #expect(held.need == .time && held.sentence.hasPrefix(waiting.sentence) && held.sentence.contains("is held"))
    }

    @Test func `a held destination says why, and when it is tried`() throws {
        #expect(try waiting(.held, .held, held(.failing, .at(Self.later)))?.until == Self.later)
        #expect(
            try waiting(.held, .held, held(.failing))?.sentence.contains(
                "the deliveries of 5 different tasks to it failed and none was accepted in between") == true)
        #expect(try waiting(.held, .held, held(.gone))?.sentence.contains("410") == true)
        #expect(try waiting(.held, .held, held(.failing, .underWay(JobID(7))))?.sentence.contains("task 7") == true)
        #expect(try waiting(.held, .held, held(nil))?.short == "being released")
    }
}
