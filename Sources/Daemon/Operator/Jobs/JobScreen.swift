import JobStore
import Jobs

/// One job, for people.
struct JobScreen {
    private let found: Explanation
    private let now: Timestamp
    private let terminal: Terminal

    init(_ found: Explanation, now: Timestamp, terminal: Terminal = Terminal()) {
        (self.found, self.now, self.terminal) = (found, now, terminal)
    }

    private var job: Job { found.job }

    /// Where it is, why it does not run, when it will, what happened, and how its delivery is repeated.
    var explanation: String {
        [title, why, destination, timeline, repetition].compactMap(\.self).joined(separator: "\n\n")
    }

    /// All that is kept of it.
    var everything: String {
        [title, row, timeline].compactMap(\.self).joined(separator: "\n\n")
    }

    private var title: String {
        terminal.styled("job \(job.id)  \(job.name)  \(job.state.rawValue)", .bold)
    }

    private var why: String {
        let isAlone = found.hasDaemon == false && found.waiting?.need == .worker
        var lines = [isAlone ? "It is due." : found.waiting?.sentence ?? job.standing]
        if let waiting = found.waiting, let until = waiting.until {
            // Who resumes a queue is not known, so neither is when.
            let what =
                switch waiting.need {
                case .resume: "Its own time comes"
                case .release: "One of its destination's jobs is tried"
                case .github, .time, .worker: "It goes on"
                }
            lines.append("\(what) \(until.words(at: now)): \(until.second) UTC.")
        }
        if found.hasDaemon == false, !job.state.isFinal {
            lines.append(terminal.styled("No daemon has this database: nothing runs until one is started.", .red))
        }
        if let error = job.lastError {
            lines.append("What last went wrong: \(error.message.oneLine) (\(error.errorClass.rawValue))")
        }
        return lines.joined(separator: "\n")
    }

    private var destination: String? {
        guard let status = found.destination, status.hold != nil || status.failingJobs > 0 else { return nil }
        let name = status.destination == .default ? "default (WEBHOOK_URL)" : status.destination.publicText.oneLine
        guard let hold = status.hold else {
            return
                "Its destination, \(name), takes deliveries; those of \(status.failingJobs.counted("job")) failed there since it accepted one."
        }
        let since = status.heldAt.map { " since \($0.second) UTC" } ?? ""
        return
            "Its destination, \(name), is held\(since) (\(hold.rawValue)); the next probe: \(status.probe.words(at: now))."
    }

    private var timeline: String {
        var table = Table()
        table.add(["accepted", job.createdAt.second, "", "", ""])
        for attempt in found.attempts {
            let report = attempt.report
            table.add([
                "attempt \(attempt.number)", report.startedAt.second, attempt.result.rawValue,
                report.duration.map(\.words) ?? "-", what(attempt),
            ])
        }
        if job.state == .running {
            table.add(["attempt \(job.attempts)", "now", "\(job.stage.rawValue)ing", "", ""])
        }
        if let finished = job.finishedAt { table.add([job.state.rawValue, finished.second, "", "", ""]) }
        return table.text
    }

    private func what(_ attempt: Attempt) -> String {
        let report = attempt.report
        return [
            report.stage.rawValue, report.requests > 0 ? "\(report.requests.counted("request")) to GitHub" : nil,
            report.httpStatus.map { "answered \($0)" }, attempt.error.map { $0.message.oneLine },
        ].compactMap(\.self).joined(separator: " · ")
    }

    private var repetition: String? {
        guard job.stage == .deliver else { return "Nothing is collected yet, so there is no delivery to repeat." }
        let command = CurlCommand.repeating(job, site: found.site, needsToken: found.needsToken)
        let lines = command.split(separator: "\n").map { "  \($0)" }
        let place =
            job.destination == .default ? "" : " ($DESTINATION is its own webhook_url: hookme jobs show \(job.id))"
        return (["To repeat its delivery, but for its signature\(place):"] + lines).joined(separator: "\n")
    }

    private var row: String {
        var table = Table()
        func add(_ name: String, _ value: String?) {
            if let value { table.add([name, value]) }
        }
        add("destination", job.destination.text)
        add("stage", job.stage.rawValue)
        add("priority", "\(job.priority)")
        add("max retries", job.maxRetries.map { "\($0)" } ?? "as RETRY_MAX_ATTEMPTS says")
        add("run at", job.runAt.iso8601)
        add("run reason", job.runReason.rawValue)
        add("waiting", found.waiting?.sentence)
        add("attempts", "\(job.attempts)")
        add("failures", "\(job.failures)")
        add("deferrals", "\(job.deferrals)")
        add("crashes", "\(job.crashes)")
        add("error class", job.lastError?.errorClass.rawValue)
        add("last error", job.lastError?.message)
        add("created at", job.createdAt.iso8601)
        add("collecting since", job.collectingSince?.iso8601)
        add("finished at", job.finishedAt?.iso8601)
        add("webhook-id", job.webhookID)
        add("traceparent", job.traceparent)
        return table.text
    }
}
