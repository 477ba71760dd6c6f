import JobStore
import Jobs
import Logging

/// What is done with many jobs at once, all that are in one state and meet a filter.
enum BulkVerb: String, CaseIterable, Sendable {
    case retry
    case cancel

    /// In which of these states jobs have to be; one is chosen, so that what is counted is what is touched.
    var states: [JobState] {
        switch self {
        case .retry: [.queued, .discarded, .cancelled]
        case .cancel: [.queued, .held, .running]
        }
    }

    /// What is queued was not given up: to retry it is to run it now.
    func label(for state: JobState?) -> String {
        switch self {
        case .retry: state == .queued ? "Run" : "Retry"
        case .cancel: "Cancel"
        }
    }
}

/// Retries or cancels many jobs: in small steps, between which others write too, and no more than so many at once.
struct BulkActions: Sendable {
    let facts: Facts
    let jobQueued: @Sendable (Timestamp) -> Void
    let jobCancelled: @Sendable (JobID) -> Void

    /// So many jobs are touched at once.
    static let most = 10_000
    /// So many in one transaction.
    static let step = 100
    /// So many parts of the list are looked at for them, each of which ends by itself.
    private static let mostParts = 200

    func action(_ verb: BulkVerb) -> Action {
        Action { _, values in
            let query = try Self.query(values, for: verb)
            let now = facts.now()
            let count = try await facts.store.count(matching: query.filter(at: now))
            // What is accepted while somebody thinks about it was not counted.
            let fields = query.pairs + [("counted_at", now.iso8601)]
            return Action.Question(
                title: "\(verb.label(for: query.state)) \(query.words)?", text: Self.text(count, verb),
                button: Self.button(count, verb.label(for: query.state)), isDangerous: verb == .cancel,
                back: query.url(),
                fields: fields.compactMap { pair in pair.value.map { (pair.name, $0) } },
                isPossible: count.jobs > 0 || !count.isWhole
            )
        } act: { visit, form in
            let query = try Self.query(form, for: verb)
            guard let countedAt = form["counted_at"].flatMap(Timestamp.init(rfc3339:)) else {
                throw PageProblem.strangeForm
            }
            var filter = query.filter(at: countedAt)
            filter.createdBefore = min(filter.createdBefore ?? .distantFuture, countedAt + 1)
            let (touched, leavesSome) = try await touch(filter, verb)
            visit.note("tasks changed by hand", ["jobs": "\(touched)", "change": "\(verb.rawValue)"])
            let word: Flash.Word = verb == .retry ? .manyRetried : .manyCancelled
            return Action.Done(flash: Flash(word, Int64(touched), leavesSome: leavesSome), url: query.url())
        }
    }

    private func touch(_ filter: JobFilter, _ verb: BulkVerb) async throws(StoreError) -> (jobs: Int, leavesSome: Bool)
    {
        var touched = 0
        var before: JobID?
        for _ in 0..<Self.mostParts {
            let limit = min(Self.step, Self.most - touched)
            let page = try await facts.store.jobs(matching: filter, before: before, limit: limit)
            let ids = page.jobs.map(\.id)
            switch verb {
            case .retry:
                let jobs = try await facts.store.retry(ids, at: facts.now())
                if let first = jobs.map(\.runAt).min() { jobQueued(first) }
                touched += jobs.count
            case .cancel:
                let jobs = try await facts.store.cancel(ids, at: facts.now())
                for job in jobs { jobCancelled(job.id) }
                touched += jobs.count
            }
            guard let next = page.next else { return (touched, false) }
            if touched >= Self.most { break }
            before = next
        }
        return (touched, true)
    }

    private static func query(_ values: FormValues, for verb: BulkVerb) throws(PageProblem) -> TaskQuery {
        let query = try TaskQuery(values).continued(before: nil)
        guard verb.states.contains(query.state) else {
            let states = verb.states.map(\.rawValue).joined(separator: ", ")
            throw .invalid("Choose one of these states first: \(states).")
        }
        return query
    }

    private static func text(_ count: JobCount, _ verb: BulkVerb) -> String {
        guard count.jobs > 0 || !count.isWhole else { return "There is none, so that there is nothing to do." }
        let number = count.jobs.counted("task") + (count.jobs == 1 ? " matches" : " match")
        let sentence =
            count.isWhole ? number : "At least \(number), of which \(most.grouped) at most are touched at once"
        switch verb {
        case .retry: return "\(sentence). Each is queued, due now."
        case .cancel: return "\(sentence). None of them is run any more, unless somebody retries it."
        }
    }

    private static func button(_ count: JobCount, _ label: String) -> String {
        "\(label) " + (count.isWhole ? count.jobs.counted("task") : "up to \(most.counted("task"))")
    }
}

extension [JobState] {
    func contains(_ state: JobState?) -> Bool {
        state.map { contains($0) } ?? false
    }
}
