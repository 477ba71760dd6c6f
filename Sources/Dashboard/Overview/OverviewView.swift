import JobStore
import Jobs

/// How everything stands, at one look.
struct OverviewView: Sendable {
    let mayOperate: Bool
    let queue: QueueView
    let states: [StateView]
    let throughput: [Plot]
    let latency: [Plot]
    let budgets: [BudgetView]
    let destinations: [DestinationView]
    let moreDestinations: Bool
    /// How to post the first task, where there has never been one.
    let firstTask: String?

    /// So many destinations are shown, those that are held first.
    static let mostDestinations = 50

    init(_ facts: Facts, for audience: Audience) async throws(StoreError) {
        let now = facts.now()
        let stats = try await facts.store.stats(at: now)
        let hour = try await facts.store.history(of: 60, length: 1, until: now)
        let day = try await facts.store.history(of: 144, length: 10, until: now)
        let counts = try await facts.store.countsHistory(of: 61, until: now)
        let known = try await facts.store.destinations(limit: Self.mostDestinations + 1)

        mayOperate = audience.mayOperate
        queue = QueueView(stats, Surroundings(facts, pausedAt: stats.pausedAt))
        states = JobState.allCases.map { StateView($0, stats.jobs[$0] ?? 0, counts) }
        throughput = [
            .throughput("Last hour", hour, per: "a minute"), .throughput("Last 24 hours", day, per: "10 minutes"),
        ]
        latency = [.latency("Last hour", hour), .latency("Last 24 hours", day)]
        budgets = facts.budgets(now).map { BudgetView($0, at: now) }
        destinations = DestinationView.all(known.prefix(Self.mostDestinations))
        moreDestinations = known.count > Self.mostDestinations
        firstTask =
            stats.jobs.values.allSatisfy { $0 == 0 }
            ? CurlCommand.firstTask(site: audience.site, needsToken: audience.needsToken) : nil
    }
}

/// Whether jobs are begun, and what is due.
struct QueueView {
    let pausedAt: Moment?
    let workers: String?
    let oldestDue: Moment?
    let next: Moment?
    let isIdle: Bool

    init(_ stats: Stats, _ around: Surroundings) {
        pausedAt = stats.pausedAt.map(Moment.init)
        workers = around.workers.all > 0 ? "\(around.workers.busy.grouped) of \(around.workers.all.grouped)" : nil
        oldestDue = stats.oldestDueAt.map { Moment($0) }
        next = stats.nextRunAt.map(Moment.init)
        isIdle = stats.oldestDueAt == nil && stats.nextRunAt == nil
    }
}

/// How many jobs are in a state, and were in the last hour.
struct StateView {
    let state: Badge
    let count: String
    let url: String
    /// `12 more in an hour`; nil where nobody knows.
    let trend: String?
    let trendSign: String
    let line: String

    init(_ state: JobState, _ count: Int, _ history: [[JobState: Int]]) {
        self.state = Badge(state)
        self.count = count.grouped
        var query = TaskQuery()
        query.state = state
        url = query.url()
        let values = history.dropLast().map { $0[state] } + [count]
        let change = (history.first?[state]).map { count - $0 }
        trend = change.map { change in
            change == 0 ? "as an hour ago" : "\(abs(change).grouped) \(change > 0 ? "more" : "fewer") in an hour"
        }
        trendSign = change.map { $0 > 0 ? "▲" : $0 < 0 ? "▼" : "–" } ?? ""
        // From the lowest to the highest of the hour, since a million more or less says nothing of a dozen.
        let known = values.compactMap(\.self)
        let (low, high) = (known.min() ?? 0, known.max() ?? 0)
        line = Plot.path(values.map { $0.map { $0 - low } }, top: max(1, high - low), width: 120, height: 24)
    }
}

/// How one of GitHub's budgets stands.
struct BudgetView {
    let name: String
    let limit: String?
    let limitNumber: Int
    let left: String?
    let leftNumber: Int
    /// From here on it is worth a look.
    let lowNumber: Int
    let resetAt: Moment?
    let closure: Closure?

    struct Closure {
        let words: String
        let closedUntil: Moment
    }

    init(_ status: BudgetStatus, at now: Timestamp) {
        name = status.resource == "graphql" ? "GraphQL points" : "REST requests"
        (limitNumber, leftNumber) = (status.limit ?? 0, status.remaining ?? 0)
        lowNumber = limitNumber / 5
        limit = status.limit?.grouped
        left = status.remaining?.grouped
        resetAt = status.resetAt.map(Moment.init)
        closure = status.closure.map { closure in
            let words =
                switch closure.reason {
                case .primary: "The budget is spent"
                case .secondary: "GitHub wants fewer requests at once"
                case .unauthorized: "GitHub does not accept the credentials"
                }
            return Closure(words: words, closedUntil: Moment(closure.until))
        }
    }
}
