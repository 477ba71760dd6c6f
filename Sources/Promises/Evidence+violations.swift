import Foundation

extension Evidence {
    /// Every promise that was broken, with each job of which it was. Pure.
    package var violations: [Violation] {
        let deliveries = Dictionary(grouping: deliveries, by: \.webhookID)
        let tasks = Dictionary(tasks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var found = ledger.complaints.map { Violation(promise: .sound, what: $0) }
        found += lost + doubled
        for job in ledger.jobs {
            let trial = Trial(
                job: job, attempts: ledger.attempts[job.id] ?? [], payload: ledger.payloads[job.id],
                deliveries: deliveries[job.webhookID] ?? [], task: tasks[job.id], isPoison: poison.contains(job.task)
            )
            found += trial.violations
        }
        return found + foreign + collectedAgain
    }

    /// Tasks that were accepted, and whose row is not there.
    private var lost: [Violation] {
        let jobs = Dictionary(uniqueKeysWithValues: ledger.jobs.map { ($0.id, $0) })
        return tasks.compactMap { task in
            switch jobs[task.id] {
            case nil where mayBeGone(task): nil
            case nil: Violation(promise: .durable, what: "job \(task.id) (\(task.task)) is not there")
            case .some(let job) where job.webhookID == task.webhookID && job.task == task.task: nil
            case .some(let job):
                Violation(
                    promise: .durable,
                    what: "job \(task.id) was \(task.task), \(task.webhookID), and is \(job.task), \(job.webhookID)"
                )
            }
        }
    }

    /// Tasks that became more than one job. Each was posted by one request, which was repeated with its idempotency key only.
    private var doubled: [Violation] {
        let jobs = Dictionary(grouping: ledger.jobs) { "\($0.task) for \($0.destination)" }
        return jobs.filter { $0.value.count > 1 }.map { task, jobs in
            Violation(promise: .once, what: "\(task) is \(jobs.map { "\($0.id)" }.joined(separator: ", "))")
        }
    }

    /// Deliveries under an id that no job has ever had.
    private var foreign: [Violation] {
        let known = Set(ledger.jobs.map(\.webhookID)).union(tasks.map(\.webhookID))
        return Set(deliveries.map(\.webhookID)).subtracting(known).sorted().map {
            Violation(promise: .identity, what: "\($0) was delivered, and is no job's")
        }
    }

    /// Repositories that were asked for when their payload was on its way already.
    private var collectedAgain: [Violation] {
        let renewed = Set(tasks.filter { $0.retries > 0 }.map(\.task))
        let ids = Dictionary(ledger.jobs.map { ($0.webhookID, $0.task) }, uniquingKeysWith: { first, _ in first })
        var frozenBefore: [String: Date] = [:]
        for delivery in deliveries {
            guard let task = ids[delivery.webhookID], !renewed.contains(task) else { continue }
            frozenBefore[task] = min(frozenBefore[task] ?? .distantFuture, delivery.arrivedAt)
        }
        return collections.filter { $0.arrivedAt > frozenBefore[$0.task] ?? .distantFuture }.map {
            Violation(promise: .collectedOnce, what: "\($0.task) was asked for after it had been sent")
        }
    }
}
