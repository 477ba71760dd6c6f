import JobStore
import Jobs

/// A part of a list of tasks.
struct TaskListView: Sendable {
    let rows: [Row]
    let caption: String
    let isFiltered: Bool
    let isFirstPart: Bool
    let firstPartURL: String
    /// Where the list goes on.
    let nextURL: String?
    /// Nothing was found, but not all was looked at.
    let looksOn: Bool
    let isEmpty: Bool
    let firstTask: String?
    let bulk: [TaskView.Link]
    let bulkHint: Bool

    struct Row {
        let id: String
        let url: String
        let name: String
        let state: Badge
        let waiting: String?
        let goesOn: Moment?
        let begun: Moment?
        let tries: String
        let rowError: String?
        let createdAt: Moment
        let finished: Moment?
    }

    static let rowsPerPart = 50

    init(_ query: TaskQuery, _ facts: Facts, for audience: Audience) async throws(StoreError) {
        let now = facts.now()
        let page = try await facts.store.jobs(
            matching: query.filter(at: now), before: query.before, limit: Self.rowsPerPart)
        let stats = try await facts.store.stats(at: now)
        let around = Surroundings(facts, pausedAt: stats.pausedAt)
        let held = try await Self.held(page.jobs, facts)
        rows = page.jobs.map { Row($0, around, held[$0.destination]) }
        caption = query.words
        isFirstPart = query.before == nil
        firstPartURL = query.continued(before: nil).url()
        nextURL = page.next.map { query.continued(before: $0).url() }
        isFiltered = query.continued(before: nil) != TaskQuery()
        looksOn = page.jobs.isEmpty && page.next != nil
        isEmpty = page.jobs.isEmpty && page.next == nil
        firstTask =
            stats.jobs.values.allSatisfy { $0 == 0 }
            ? CurlCommand.firstTask(site: audience.site, needsToken: audience.needsToken) : nil
        bulk = audience.mayOperate ? Self.bulk(query) : []
        bulkHint = audience.mayOperate && bulk.isEmpty && !page.jobs.isEmpty && query.state == nil
    }

    /// How the destinations stand of those that are held: of no more than the page shows.
    private static func held(_ jobs: [Job], _ facts: Facts) async throws(StoreError) -> [Destination: DestinationStatus]
    {
        var held: [Destination: DestinationStatus] = [:]
        for destination in Set(jobs.filter { $0.state == .held }.map(\.destination)) {
            held[destination] = try await facts.store.status(of: destination)
        }
        return held
    }

    private static func bulk(_ query: TaskQuery) -> [TaskView.Link] {
        let all = query.continued(before: nil)
        return BulkVerb.allCases.filter { $0.states.contains(query.state) }.map { verb in
            TaskView.Link(
                label: "\(verb.label(for: query.state)) all of these…", url: all.url("/dashboard/bulk/\(verb.rawValue)")
            )
        }
    }
}

extension TaskListView.Row {
    fileprivate init(_ job: Job, _ around: Surroundings, _ destination: DestinationStatus?) {
        (id, url, name) = ("\(job.id)", "/dashboard/tasks/\(job.id)", "\(job.name)")
        state = Badge(job.state)
        let why = Waiting(job, around, destination)
        waiting = why?.short ?? (job.state == .running ? "\(job.stage.rawValue)ing" : nil)
        // A held one goes on when its turn comes: the moment is that of the destination's next probe.
        goesOn = job.state == .held ? nil : why?.until.map { Moment($0) }
        begun = job.claimedAt.map { Moment($0) }
        tries = job.failures == 0 ? job.attempts.grouped : "\(job.attempts.grouped) (\(job.failures.grouped) failed)"
        rowError = job.lastError?.message
        createdAt = Moment(job.createdAt)
        finished = job.finishedAt.map { Moment($0) }
    }
}
