import JobStore
import Jobs

/// The life of one job.
struct TaskView: Sendable {
    let id: String
    let name: String
    let state: Badge
    /// What is to be known first.
    let headline: String
    let nextTime: Moment?
    let taskError: String?
    let facts: [Fact]
    let attempts: [AttemptView]
    let earlierAttempts: String?
    let running: RunningView?
    let isFinal: Bool
    /// Changes when the payload comes or goes.
    let payloadState: String
    let actions: [Link]

    /// So many attempts are shown, the last ones.
    static let mostAttempts = 100

    struct Fact {
        let label: String
        var text: String?
        var code: String?
        var moment: Moment?
    }

    struct Link {
        let label: String
        let url: String
    }

    struct RunningView {
        let number: String
        let stage: String
        let since: Moment?
    }

    /// Nil where there is no such job.
    init?(_ id: JobID, _ facts: Facts, for audience: Audience) async throws(StoreError) {
        guard let job = try await facts.store.job(id) else { return nil }
        let attempts = try await facts.store.attempts(of: id)
        let stats = try await facts.store.stats(at: facts.now())
        let destination = try await facts.store.status(of: job.destination)
        self.init(job, attempts, Surroundings(facts, pausedAt: stats.pausedAt), destination, audience)
    }

    init(
        _ job: Job, _ attempts: [Attempt], _ around: Surroundings, _ destination: DestinationStatus?,
        _ audience: Audience
    ) {
        (id, name, state) = ("\(job.id)", "\(job.name)", Badge(job.state))
        let waiting = Waiting(job, around, destination)
        headline = waiting?.sentence ?? job.standing
        nextTime = waiting?.until.map { Moment($0) }
        taskError = job.lastError?.message
        facts = Self.facts(job)
        let shown = attempts.suffix(Self.mostAttempts)
        let longest = shown.compactMap(\.report.duration).max()
        self.attempts = shown.map { AttemptView($0, longest: longest) }
        earlierAttempts = shown.count < attempts.count ? (attempts.count - shown.count).counted("earlier attempt") : nil
        running = job.state == .running ? RunningView(job) : nil
        isFinal = job.state.isFinal
        payloadState = job.stage == .deliver ? "kept" : "none"
        actions = audience.mayOperate ? Self.actions(job, isDestinationHeld: destination?.hold != nil) : []
    }

    private static func facts(_ job: Job) -> [Fact] {
        var facts = [
            Fact(label: "Accepted", moment: Moment(job.createdAt)),
            Fact(label: "Destination", text: job.destination.label),
            Fact(label: job.state == .running ? "Stage" : "Next stage", text: job.stage.rawValue),
            Fact(label: "Attempts", text: Self.attempts(job)),
            Fact(label: "Priority", text: "\(job.priority)" + (job.priority == Priority.normal ? " (normal)" : "")),
        ]
        if let retries = job.maxRetries { facts.append(Fact(label: "Retries at most", text: retries.grouped)) }
        if job.state.isFinal { facts[2] = Fact(label: "Finished", moment: job.finishedAt.map { Moment($0) }) }
        facts.append(Fact(label: "webhook-id", code: job.webhookID))
        if let trace = job.traceparent { facts.append(Fact(label: "traceparent", code: trace)) }
        return facts
    }

    private static func attempts(_ job: Job) -> String {
        let kinds = [
            (job.failures, "failed"), (job.deferrals, "deferred"), (job.crashes, "crashed"),
        ].filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.1)" }
        return job.attempts.grouped + (kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))")
    }

    private static func actions(_ job: Job, isDestinationHeld: Bool) -> [Link] {
        let url = TaskActions.url(job.id)
        var actions: [Link] = []
        switch job.state {
        case .queued: actions.append(Link(label: "Run now…", url: "\(url)/retry"))
        case .discarded, .cancelled: actions.append(Link(label: "Retry…", url: "\(url)/retry"))
        case .running, .held, .completed: break
        }
        if !job.state.isFinal { actions.append(Link(label: "Cancel…", url: "\(url)/cancel")) }
        // Of the others a retry does the same.
        if job.state == .completed, job.stage == .deliver {
            actions.append(Link(label: "Redeliver…", url: "\(url)/redeliver"))
        }
        actions.append(
            isDestinationHeld
                ? Link(label: "Release its destination…", url: "\(url)/destination/release")
                : Link(label: "Hold its destination…", url: "\(url)/destination/hold")
        )
        return actions
    }
}

extension TaskView.RunningView {
    fileprivate init(_ job: Job) {
        (number, stage, since) = (job.attempts.grouped, job.stage.rawValue, job.claimedAt.map { Moment($0) })
    }
}

/// One run of a job.
struct AttemptView {
    let number: String
    let result: Badge
    let stage: String
    let startedAt: Moment
    let duration: String?
    /// Of the longest attempt, in hundredths, for a bar.
    let share: Int
    let httpStatus: String?
    let requests: String
    let errorKind: String?
    let attemptError: String?
    let answer: String?

    init(_ attempt: Attempt, longest: Milliseconds?) {
        let report = attempt.report
        number = attempt.number.grouped
        result = Badge(attempt.result)
        stage = report.stage.rawValue
        startedAt = Moment(report.startedAt)
        duration = report.duration?.words
        share = report.duration.map { Int($0.count * 100 / max(1, longest?.count ?? 1)) } ?? 0
        httpStatus = report.httpStatus.map { "\($0)" }
        requests = report.requests == 0 ? "no request to GitHub" : "\(report.requests.counted("request")) to GitHub"
        errorKind = attempt.error?.errorClass.rawValue
        answer = report.answer
        attemptError = attempt.error?.message.without(answer: report.answer)
    }
}

extension String {
    /// Without what the receiver said, where it ends with that, since it is shown beside it.
    fileprivate func without(answer: String?) -> String {
        guard let answer, !answer.isEmpty, hasSuffix(": \(answer)") else { return self }
        return String(dropLast(answer.count + 2))
    }
}
