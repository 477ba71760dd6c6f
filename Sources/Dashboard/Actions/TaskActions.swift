import JobStore
import Jobs
import Logging

/// What an operator does with one job.
struct TaskActions: Sendable {
    let facts: Facts
    let jobQueued: @Sendable (Timestamp) -> Void
    let jobCancelled: @Sendable (JobID) -> Void

    var retry: Action {
        action(.retried) {
            $0.state == .queued ? "Run" : "Retry"
        } text: { job in
            (job.state == .queued
                ? "It is queued already, and will be due now."
                : "It is queued anew, due now, and has all its retries again.") + (try await obstacle(to: job))
        } isAllowed: {
            [.queued, .discarded, .cancelled].contains($0.state)
        } do: { id throws(StoreError) in
            try await facts.store.retry(id, at: facts.now())
        }
    }

    var redeliver: Action {
        action(.redelivered) { _ in
            "Redeliver"
        } text: { job in
            "The payload that is kept is sent once more, under the same webhook-id. GitHub is not asked."
                + (try await obstacle(to: job))
        } isAllowed: {
            $0.state.isFinal && $0.stage == .deliver
        } do: { id throws(StoreError) in
            try await facts.store.redeliver(id, at: facts.now())
        }
    }

    var cancel: Action {
        action(.cancelled, isDangerous: true) { _ in
            "Cancel"
        } text: { job in
            job.state == .running
                ? "It runs now, and is stopped. A request that is under way may have reached its receiver."
                : "It is not run any more, unless somebody retries it."
        } isAllowed: {
            !$0.state.isFinal
        } do: { id throws(StoreError) in
            try await facts.store.cancel(id, at: facts.now())
        }
    }

    /// What keeps it waiting although it is due.
    private func obstacle(to job: Job) async throws(StoreError) -> String {
        if try await facts.store.stats(at: facts.now()).pausedAt != nil {
            return " The queue is paused: it waits until somebody resumes that."
        }
        if try await facts.store.status(of: job.destination)?.hold != nil {
            return " Its destination is held: it waits until that is released."
        }
        return ""
    }

    private func action(
        _ word: Flash.Word, isDangerous: Bool = false, label: @escaping @Sendable (Job) -> String,
        text: @escaping @Sendable (Job) async throws -> String, isAllowed: @escaping @Sendable (Job) -> Bool,
        do verb: @escaping @Sendable (JobID) async throws(StoreError) -> Result<Job, Refusal>
    ) -> Action {
        Action { visit, _ in
            guard let job = try await facts.store.job(try visit.jobID()) else { throw PageProblem.noSuchTask }
            let isPossible = isAllowed(job)
            return Action.Question(
                title: "\(label(job)) task \(job.id), \(job.name)?",
                text: isPossible
                    ? try await text(job) : "It is \(job.state.rawValue) now, so that there is nothing to do.",
                button: "\(label(job)) it", isDangerous: isDangerous, back: Self.url(job.id), isPossible: isPossible
            )
        } act: { visit, _ in
            let id = try visit.jobID()
            let job: Job
            switch try await verb(id) {
            case .success(let changed): job = changed
            case .failure(let refusal): throw PageProblem(refusal)
            }
            if job.state == .cancelled { jobCancelled(id) } else { jobQueued(job.runAt) }
            visit.note("task changed by hand", ["job": "\(id)", "change": "\(word.rawValue)"])
            return Action.Done(flash: Flash(word, id.number), url: Self.url(id))
        }
    }

    static func url(_ id: JobID) -> String {
        "/dashboard/tasks/\(id)"
    }
}
