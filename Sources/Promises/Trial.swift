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
        [end, ends, cancellation, arrival, repetition, bytes, numbers, counters, retries, requests, innocence]
            .compactMap(\.self)
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
        let (wasAsked, wasDone) = ((task?.deletions ?? 0) > 0, task?.isCancelled ?? false)
        if job.state == "cancelled" {
            return wasAsked ? nil : violation(.cancelled, "is cancelled, and nobody has asked for that")
        }
        return wasDone && revivals == 0 ? violation(.cancelled, "was cancelled and is \(job.state)") : nil
    }

    private var arrival: Violation? {
        job.state == "completed" && accepted == 0 ? violation(.delivered, "had no 2xx") : nil
    }

    /// An attempt delivers once. Each 2xx but the first needs somebody who asked for it, or an attempt that never recorded what
    /// the receiver answered.
    private var repetition: Violation? {
        let attempts = attempts.filter { $0.stage == "deliver" }
        guard deliveries.count <= attempts.count else {
            return violation(.repeats, "arrived \(deliveries.count) times, of \(attempts.count) attempts to deliver it")
        }
        let unanswered = attempts.count { $0.httpStatus == nil && $0.result != "completed" }
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

    /// A job that is given up for what may pass has failed more often than it may be retried.
    private var retries: Violation? {
        guard job.state == "discarded", let maxRetries = job.maxRetries, job.failures <= maxRetries,
            ["webhook_status", "webhook_timeout", "webhook_unreachable", "github_unreachable", "github_timeout"]
                .contains(job.errorClass)
        else { return nil }
        return violation(.counters, "was given up after \(job.failures) failures, with \(maxRetries) retries")
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
