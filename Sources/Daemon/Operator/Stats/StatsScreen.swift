import HTTPAPI
import JobStore
import Jobs

/// How the queue stands, for people: a line for each part.
struct StatsScreen {
    private let report: StatsReport
    private let now: Timestamp
    private let terminal: Terminal

    init(_ report: StatsReport, now: Timestamp, terminal: Terminal = Terminal()) {
        (self.report, self.now, self.terminal) = (report, now, terminal)
    }

    private struct Part {
        var name: String
        var words: String
        /// It keeps jobs back.
        var isAlarming = false
    }

    var text: String {
        var table = Table()
        for part in parts { table.add([part.name, part.words]) }
        return zip(parts, table.text.split(separator: "\n")).map { part, line -> String in
            part.isAlarming ? terminal.styled(String(line), .yellow) : String(line)
        }.joined(separator: "\n")
    }

    private var parts: [Part] {
        var parts = [
            Part(name: "queue", words: queue, isAlarming: report.stats.pausedAt != nil),
            Part(name: "jobs", words: counts), Part(name: "due", words: due),
        ]
        if let hour = report.lastHour { parts.append(Part(name: "last hour", words: Self.words(hour))) }
        parts.append(Part(name: "GitHub", words: gate, isAlarming: report.closure != nil))
        parts += budgets.map { Part(name: "", words: $0) }
        parts.append(Part(name: "destinations", words: destinations, isAlarming: !report.held.isEmpty))
        if let bytes = report.databaseBytes { parts.append(Part(name: "database", words: Int(bytes).bytes)) }
        return parts
    }

    private var queue: String {
        report.stats.pausedAt.map { "paused since \($0.second) UTC (\($0.words(at: now)))" } ?? "open"
    }

    private var counts: String {
        JobState.allCases.map { "\((report.stats.jobs[$0] ?? 0).grouped) \($0.rawValue)" }.joined(separator: ", ")
    }

    private var due: String {
        let oldest = report.stats.oldestDueAt.map { "the oldest waits since \($0.second) UTC (\($0.words(at: now)))" }
        let next = report.stats.nextRunAt.map { "the next \($0.words(at: now))" }
        let words = [oldest, next].compactMap(\.self)
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    private static func words(_ hour: HistorySpan) -> String {
        var words =
            "\(hour.accepted.grouped) accepted, \(hour.completed.grouped) completed, "
            + "\(hour.failed.counted("failed attempt")), \(hour.discarded.grouped) discarded"
        if let mean = hour.meanLatency, let longest = hour.maxLatency {
            words += "; \(mean.words) from acceptance to completion, at most \(longest.words)"
        }
        return words
    }

    private var gate: String {
        guard let closure = report.closure else { return "open" }
        let why =
            switch closure.reason {
            case .primary: "the budget is spent"
            case .secondary: "it wants fewer requests at once"
            case .unauthorized: "it does not accept the credentials"
            }
        return "closed until \(closure.until.second) UTC (\(closure.until.words(at: now))): \(why)"
    }

    private var budgets: [String] {
        report.budgets.compactMap { budget -> String? in
            guard let limit = budget.limit, let left = budget.remaining else { return nil }
            let name = budget.resource == "graphql" ? "GraphQL points" : "REST requests"
            let reset = budget.resetAt.map { $0 > now ? ", whole again \($0.words(at: now))" : "" } ?? ""
            return "\(left.grouped) of \(limit.grouped) \(name) left\(reset)"
        }
    }

    private var destinations: String {
        guard !report.held.isEmpty else { return "none is held" }
        return report.held.map { status in
            let since = status.heldAt.map { "held since \($0.second) UTC" } ?? "held"
            return
                "\(status.destination.publicText) \(since) (\(status.hold?.rawValue ?? "-")), \(status.heldJobs.counted("job")), probe \(status.probe.words(at: now))"
        }.joined(separator: "; ")
    }
}
