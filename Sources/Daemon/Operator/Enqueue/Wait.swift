import JobStore
import Jobs

/// Waits until jobs are finished, and shows how far they are.
struct Wait {
    private let verbs: any OperatorVerbs
    private let jobs: [JobID]
    private let pause: Duration

    /// So many are looked at in one round, so that each round is short.
    private static let mostAtOnce = 500

    init(_ verbs: any OperatorVerbs, for jobs: [Job], pause: Duration = .milliseconds(250)) {
        self.verbs = verbs
        // Two tasks for one repository have one job.
        var seen: Set<JobID> = []
        self.jobs = jobs.map(\.id).filter { seen.insert($0).inserted }
        self.pause = pause
    }

    /// Tells each job that ends, and returns whether all of them were completed.
    func isCompleted() async throws -> Bool {
        let bar = ProgressBar(total: jobs.count)
        var (pending, others) = (jobs[...], 0)
        bar.show(done: 0, others: 0)
        while !pending.isEmpty {
            let round = pending.prefix(Self.mostAtOnce)
            let found = Dictionary(
                uniqueKeysWithValues: try await verbs.jobs(Array(round)).map { ($0.id, $0) })
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
            if ended.isEmpty { try await Task.sleep(for: pause) }
        }
        bar.clear()
        return others == 0
    }

    private static func line(_ id: JobID, _ job: Job?) -> String {
        guard let job else { return "job \(id) was deleted" }
        let error = job.state == .completed ? nil : job.lastError.map { ": \($0.message.oneLine)" }
        return "job \(id) \(job.name) is \(job.state.rawValue)\(error ?? "")"
    }
}

/// How far something is, on one line of a terminal, on standard error; nothing anywhere else.
struct ProgressBar {
    let total: Int
    private let isShown: Bool

    init(total: Int, isShown: Bool = StandardError.isTerminal) {
        (self.total, self.isShown) = (total, isShown)
    }

    func show(done: Int, others: Int) {
        if isShown { StandardError.write("\r" + text(done: done, others: others) + "\u{1B}[K") }
    }

    func clear() {
        if isShown { StandardError.write("\r\u{1B}[K") }
    }

    /// - Parameter others: those of the done that were not completed.
    func text(done: Int, others: Int) -> String {
        let width = 30
        let filled = total == 0 ? width : width * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        return "\(bar) \(done.grouped) of \(total.grouped) finished"
            + (others > 0 ? ", \(others.grouped) of them not completed" : "")
    }
}
