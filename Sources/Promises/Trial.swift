/// One job against the promises.
struct Trial {
    let job: Ledger.Job
    let attempts: [Ledger.Attempt]
    /// The hash of its frozen payload; nil: it is not kept.
    let payload: Int?
    /// All that the receiver saw of it.
    let deliveries: [Delivery]
    /// Nil: the client never heard of it.
    let task: AcceptedTask?
    let isPoison: Bool

    var violations: [Violation] {
        [end, ends, cancellation, arrival, repetition, bytes, numbers, counters, requests, innocence].compactMap(\.self)
    }

    private var accepted: Int { deliveries.count(where: \.isAccepted) }
    /// How often somebody may have brought it back after its end.
    private var revivals: Int { (task?.redeliveries ?? 0) + (task?.retries ?? 0) }

    private func count(_ results: String...) -> Int {
        attempts.count { results.contains($0.result) }
    }

    private func violation(_ promise: Promise, _ what: String) -> Violation {
        Violation(promise: promise, what: "job \(job.id) (\(job.task)) \(what)")
    }

    private var end: Violation? {
        let last = attempts.last?.result
        let isRight =
            switch job.state {
            case "completed": last == "completed"
            case "discarded": last == "discarded" || last == "crashed" && job.errorClass == "poison"
            case "cancelled": true
            default: false
            }
        return isRight ? nil : violation(.ends, "is \(job.state), and its last attempt \(last ?? "none")")
    }

    private var ends: Violation? {
        let ends = count("completed", "discarded")
        return ends <= 1 + revivals ? nil : violation(.ends, "ended \(ends) times")
    }

    private var cancellation: Violation? {
        guard let task, task.isCancelled, revivals == 0, job.state != "cancelled" else { return nil }
        return violation(.cancelled, "was cancelled and is \(job.state)")
    }

    private var arrival: Violation? {
        job.state == "completed" && accepted == 0 ? violation(.delivered, "had no 2xx") : nil
    }

    /// Each 2xx but the first needs somebody who asked for it, or an attempt that never recorded what the receiver answered.
    private var repetition: Violation? {
        let unanswered = attempts.count { $0.stage == "deliver" && $0.httpStatus == nil && $0.result != "completed" }
        let allowed = 1 + (task?.redeliveries ?? 0) + unanswered
        return accepted <= allowed ? nil : violation(.repeats, "was accepted \(accepted) times, and not \(allowed)")
    }

    private var bytes: Violation? {
        // What was tried again after its payload was pruned was collected anew.
        guard task?.retries ?? 0 == 0 else { return nil }
        var hashes = Set(deliveries.map(\.hash))
        if let payload, !deliveries.isEmpty { hashes.insert(payload) }
        return hashes.count <= 1 ? nil : violation(.sameBytes, "was sent as \(hashes.count) different payloads")
    }

    private var numbers: Violation? {
        let numbers = attempts.map(\.number)
        guard numbers != Array(1..<job.attempts + 1) else { return nil }
        return violation(.history, "was tried \(job.attempts) times, and has the attempts \(numbers)")
    }

    /// Somebody who brings a job back forgives it its failures and crashes.
    private var counters: Violation? {
        let (failures, deferrals, crashes) = (count("failed", "discarded"), count("deferred"), count("crashed"))
        let isForgiven = revivals > 0
        let isRight =
            job.deferrals == deferrals && (isForgiven ? job.failures <= failures : job.failures == failures)
            && (isForgiven ? job.crashes <= crashes : job.crashes == crashes)
        guard !isRight else { return nil }
        return violation(
            .counters,
            "counts \(job.failures) failures, \(job.deferrals) deferrals and \(job.crashes) crashes, and its attempts "
                + "\(failures), \(deferrals) and \(crashes)"
        )
    }

    /// What begins with a frozen payload asks GitHub for nothing.
    private var requests: Violation? {
        guard task?.retries ?? 0 == 0, let frozen = attempts.firstIndex(where: { $0.stage == "deliver" }) else {
            return nil
        }
        guard let asking = attempts[(frozen + 1)...].first(where: { $0.requests > 0 }) else { return nil }
        return violation(.collectedOnce, "asked GitHub in attempt \(asking.number), with its payload frozen")
    }

    private var innocence: Violation? {
        job.errorClass == "poison" && !isPoison ? violation(.innocent, "was discarded as poison") : nil
    }
}
