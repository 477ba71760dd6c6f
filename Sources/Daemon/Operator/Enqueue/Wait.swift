import JobStore
import Jobs

/// Waits until jobs are finished, shows how far they are, and says why nothing becomes of them for a while.
struct Wait {
    private let verbs: any OperatorVerbs
    private let jobs: [JobID]
    private let pause: Duration
    private let patience: Duration
    private let silence: Duration
    private let tell: (String) -> Void

    /// So many are looked at in one round, so that each round is short.
    private static let mostAtOnce = 500

    /// - Parameters:
    ///   - pause: after a first round in which nothing ended; it doubles up to a second, or 10 ms for each job that is looked at.
    ///   - patience: for so long it goes on asking a daemon that does not answer: one that is being restarted, say.
    ///   - silence: after so long in which nothing ended it says why.
    ///   - tell: told what is no part of the answer, a line each.
    init(
        _ verbs: any OperatorVerbs, for jobs: [Job], pause: Duration = .milliseconds(250),
        patience: Duration = .seconds(60), silence: Duration = .seconds(10),
        tell: @escaping (String) -> Void = { StandardError.print("hookme: \($0)") }
    ) {
        self.verbs = verbs
        // Two tasks for one repository have one job.
        var seen: Set<JobID> = []
        self.jobs = jobs.map(\.id).filter { seen.insert($0).inserted }
        (self.pause, self.patience, self.silence, self.tell) = (pause, patience, silence, tell)
    }

    /// Tells each job that ends, and returns whether all of them were completed.
    func isCompleted() async throws -> Bool {
        let bar = ProgressBar(total: jobs.count)
        var (pending, others) = (jobs[...], 0)
        var quiet = Quiet(pause)
        var reason: String?
        bar.show(done: 0, others: 0)
        while !pending.isEmpty {
            let round = Array(pending.prefix(Self.mostAtOnce))
            let found = try await answers(for: round, bar)
            let ended = round.filter { found[$0]?.state.isFinal ?? true }
            for id in ended {
                bar.clear()
                others += found[id]?.state == .completed ? 0 : 1
                Terminal().print(Self.line(id, found[id]))
            }
            // Those that are not finished are looked at again after all others.
            let isEnded = Set(ended)
            pending = pending.dropFirst(round.count) + round.filter { !isEnded.contains($0) }
            bar.show(done: jobs.count - pending.count, others: others)
            guard ended.isEmpty else {
                quiet = Quiet(pause)
                continue
            }
            if quiet.hasLasted(silence) {
                // Where the daemon is away just now, the next round says so.
                if let found = try? await verbs.explanation(of: round[0]), let why = found.waiting?.sentence,
                    why != reason
                {
                    bar.clear()
                    tell("job \(found.job.id) \(found.job.name) waits: \(why)")
                    reason = why
                }
            }
            try await quiet.sleep(atMost: max(.seconds(1), .milliseconds(10) * round.count))
        }
        bar.clear()
        return others == 0
    }

    /// Those that are there, however long a daemon is away within the patience.
    private func answers(for ids: [JobID], _ bar: ProgressBar) async throws -> [JobID: Job] {
        var quiet = Quiet(pause)
        while true {
            do throws(Failure) {
                return Dictionary(uniqueKeysWithValues: try await verbs.jobs(ids).map { ($0.id, $0) })
            } catch {
                guard error.code == .unavailable, !quiet.hasLasted(patience) else { throw error }
                if quiet.isFresh {
                    bar.clear()
                    tell("\(error.line.oneLine): asking again for \(patience.components.seconds) s")
                }
            }
            try await quiet.sleep(atMost: .seconds(1))
        }
    }

    private static func line(_ id: JobID, _ job: Job?) -> String {
        guard let job else { return "job \(id) was deleted" }
        let error = job.state == .completed ? nil : job.lastError.map { ": \($0.message.oneLine)" }
        return "job \(id) \(job.name) is \(job.state.rawValue)\(error ?? "")"
    }
}

/// A time in which nothing came, with pauses that grow.
private struct Quiet {
    private let beginning = ContinuousClock.now
    private var pause: Duration
    private(set) var isFresh = true

    init(_ pause: Duration) {
        self.pause = pause
    }

    func hasLasted(_ limit: Duration) -> Bool {
        ContinuousClock.now - beginning >= limit
    }

    mutating func sleep(atMost most: Duration) async throws {
        try await Task.sleep(for: min(pause, most))
        pause = min(pause * 2, most)
        isFresh = false
    }
}
