/// What came of it all, in numbers.
package struct Tally: Sendable, Encodable {
    /// Tasks of which a client was told so.
    package let accepted: Int
    /// Jobs, also those of which no client was told.
    package let jobs: Int
    package let completed: Int
    package let discarded: Int
    package let cancelled: Int
    /// Jobs that are there no more, since they were cancelled, deleted or grew old.
    package let pruned: Int
    /// Jobs that had a 2xx.
    package let delivered: Int
    /// 2xx beyond the first of a job, and beyond those that somebody asked for.
    package let repeated: Int
    package let failedAttempts: Int
    package let deferredAttempts: Int
    package let crashedAttempts: Int
    /// The most crashes of one job; ten discard it.
    package let mostCrashes: Int
    package let lost: Int
}

extension Evidence {
    package var tally: Tally {
        let attempts = ledger.attempts.values.joined()
        let asked = Dictionary(tasks.map { ($0.webhookID, $0.redeliveries) }, uniquingKeysWith: { first, _ in first })
        let accepted = Dictionary(grouping: deliveries.filter(\.isAccepted), by: \.webhookID).mapValues(\.count)
        let there = Set(ledger.jobs.map(\.id))
        return Tally(
            accepted: tasks.count, jobs: ledger.jobs.count,
            completed: ledger.jobs.count { $0.state == "completed" },
            discarded: ledger.jobs.count { $0.state == "discarded" },
            cancelled: ledger.jobs.count { $0.state == "cancelled" },
            pruned: tasks.count { mayBeGone($0) && !there.contains($0.id) },
            delivered: accepted.count,
            repeated: accepted.reduce(0) { $0 + max(0, $1.value - 1 - (asked[$1.key] ?? 0)) },
            failedAttempts: attempts.count { $0.result == "failed" || $0.result == "discarded" },
            deferredAttempts: attempts.count { $0.result == "deferred" },
            crashedAttempts: attempts.count { $0.result == "crashed" },
            mostCrashes: ledger.attempts.values.map { $0.count { $0.result == "crashed" } }.max() ?? 0,
            lost: violations.count { $0.promise == .durable }
        )
    }
}
