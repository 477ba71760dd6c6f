/// What keeps every job waiting at a moment, whichever it is.
package struct Surroundings: Sendable {
    package var now: Timestamp
    /// Nil: the queue is not paused.
    package var pausedAt: Timestamp?
    /// What keeps requests to GitHub back; nil for nothing.
    package var closure: GateClosure?
    /// How many are busy, and how many there are; 0 where that is not known.
    package var workers: (busy: Int, all: Int)

    package init(now: Timestamp, pausedAt: Timestamp?, closure: GateClosure?, workers: (busy: Int, all: Int)) {
        (self.now, self.pausedAt, self.closure, self.workers) = (now, pausedAt, closure, workers)
    }
}

/// Why a job does not run, and when it will.
package struct Waiting: Equatable, Sendable {
    /// What has to happen before it runs, for programs.
    package enum Need: String, CaseIterable, Sendable {
        /// That somebody resumes the queue.
        case resume
        /// That its destination is released.
        case release
        /// That GitHub wants requests again.
        case github
        /// That its time comes; why then, the job's ``RunReason`` says.
        case time
        /// That a worker takes it.
        case worker
    }

    package let need: Need
    /// For a table: `paused`.
    package let short: String
    /// For the job's own page.
    package let sentence: String
    /// When it goes on; nil where nobody knows.
    package var until: Timestamp?

    /// Nil for a job that runs, and for one that is finished.
    ///
    /// - Parameter destination: how that stands; nil where it is not known, or has never failed.
    package init?(_ job: Job, _ around: Surroundings, _ destination: DestinationStatus?) {
        let job = job.waiting(behind: around.closure)
        switch job.state {
        case .running, .completed, .discarded, .cancelled: return nil
        case .held: self.init(held: destination)
        case .queued where around.pausedAt != nil: self.init(paused: job, around)
        case .queued where job.stage == .collect && around.closure.map { job.runAt == $0.until } ?? false:
            self.init(gate: around.closure?.reason ?? .primary, until: job.runAt)
        case .queued where job.runAt > around.now:
            self.init(reason: job.runReason, job, isHeld: destination?.hold != nil)
        case .queued where destination?.hold != nil: self.init(held: destination)
        case .queued: self.init(due: around.workers)
        }
    }

    /// As somebody else has found it.
    package init(_ need: Need, _ short: String, _ sentence: String, until: Timestamp? = nil) {
        (self.need, self.short, self.sentence, self.until) = (need, short, sentence, until)
    }

    private init(paused job: Job, _ around: Surroundings) {
        let isDue = job.runAt <= around.now
        self.init(
            .resume, "queue paused",
            isDue
                ? "The queue is paused: nothing is begun until somebody resumes it."
                : "The queue is paused: nothing is begun until somebody resumes it, and this one not before its time.",
            until: isDue ? nil : job.runAt
        )
    }

    private init(held destination: DestinationStatus?) {
        let why =
            switch destination?.hold {
            case .failing:
                "Its destination is held, since the deliveries of \(destination?.failingTasks ?? "different tasks") to it failed "
                    + "and none was accepted in between"
            case .gone: "Its destination is held, since it has answered 410, which means that it wants no more"
            case .manual: "Somebody holds its destination"
            case nil: "Its destination was held"
            }
        switch destination?.probe {
        case .at(let moment):
            self.init(
                .release, "destination held", "\(why). Its tasks wait without failing; one is tried from time to time.",
                until: moment)
        case .underWay(let job):
            self.init(
                .release, "destination held", "\(why). Its tasks wait without failing; task \(job) is being tried now.")
        case .never where destination?.hold != nil:
            self.init(
                .release, "destination held", "\(why). Its tasks wait without failing until somebody releases it.")
        case .never, nil:
            self.init(.release, "being released", "\(why), and is released: it is queued again in a moment.")
        }
    }

    private init(gate reason: GateState.Reason, until: Timestamp) {
        switch reason {
        case .primary:
            self.init(
                .github, "GitHub’s budget", "GitHub’s budget is spent. It goes on when the budget is whole again.",
                until: until)
        case .secondary:
            self.init(
                .github, "GitHub’s limit", "GitHub wants fewer requests at once, and none before this:", until: until)
        case .unauthorized:
            self.init(
                .github, "GitHub refuses us",
                "GitHub does not accept the credentials (API_TOKEN, or those of the GitHub App). It is asked again:",
                until: until
            )
        }
    }

    private init(reason: RunReason, _ job: Job, isHeld: Bool) {
        let failures = job.failures == 1 ? "once" : "\(job.failures.grouped) times"
        let (short, sentence) =
            switch reason {
            case .enqueued: ("not due yet", "It is accepted, and begins when it is due.")
            case .backoff: ("backoff", "It has failed \(failures), and is tried again after a growing pause.")
            case .retryAfter: ("retry-after", "The receiver has asked to be left alone until then.")
            case .rateLimit: ("GitHub’s budget", "GitHub’s budget was spent when it was collected. It goes on then.")
            case .crash: ("after a crash", "The daemon died while it ran. It is tried again after a pause.")
            case .shutdown: ("after a stop", "The daemon was stopped while it ran. It goes on at once.")
            case .manual: ("by hand", "Somebody has chosen when it runs.")
            case .held: ("was held", "What it needs was held. It goes on then.")
            }
        let hold = isHeld ? " Its destination is held, and it waits longer if that is so then." : ""
        self.init(.time, short, sentence + hold, until: job.runAt)
    }

    private init(due workers: (busy: Int, all: Int)) {
        self.init(
            .worker, "due",
            workers.all > 0 && workers.busy >= workers.all
                ? "It is due. \(workers.all == 1 ? "The only worker is" : "All \(workers.all.grouped) workers are") busy, so it waits for one that becomes free."
                : "It is due, and begins when its turn comes: what is more urgent, or has been due for longer, goes first."
        )
    }
}
