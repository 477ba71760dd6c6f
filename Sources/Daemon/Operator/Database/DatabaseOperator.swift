import HTTPAPI
import JobStore
import Jobs

/// An operator in the database of a daemon, which may be running: it notices within a second.
struct DatabaseOperator: OperatorVerbs {
    let store: OperatorStore
    let settings: DatabaseSettings

    func jobs(matching filter: JobFilter, limit: Int) async throws(Failure) -> (jobs: [Job], isAll: Bool) {
        try asking { () throws(StoreError) in
            var (jobs, before): ([Job], JobID?) = ([], nil)
            repeat {
                let page = try store.jobs(matching: filter, before: before, limit: limit - jobs.count)
                (jobs, before) = (jobs + page.jobs, page.next)
            } while before != nil && jobs.count < limit
            return (jobs, before == nil)
        }
    }

    func jobs(_ ids: [JobID]) async throws(Failure) -> [Job] {
        try asking { () throws(StoreError) in try store.jobs(ids) }
    }

    func explanation(of id: JobID) async throws(Failure) -> Explanation? {
        let now = Timestamp.now()
        let found = try asking { () throws(StoreError) in try store.story(of: id, at: now) }
        return found.map { story in
            let around = Surroundings(
                now: now, pausedAt: story.stats.pausedAt, closure: story.closure,
                workers: (story.stats.jobs[.running] ?? 0, settings.workers)
            )
            return Explanation(
                job: story.job.waiting(behind: story.closure), attempts: story.attempts,
                waiting: Waiting(story.job, around, story.destination), destination: story.destination,
                hasDaemon: store.isInUse, site: settings.site, needsToken: settings.needsToken
            )
        }
    }

    func change(_ id: JobID, _ verb: JobVerb) async throws(Failure) -> String? {
        let result: Result<Job, Refusal> = try asking { () throws(StoreError) in
            switch verb {
            case .retry: try store.retry(id, at: .now())
            case .cancel: try store.cancel(id, at: .now())
            case .redeliver: try store.redeliver(id, at: .now())
            case .delete: try store.delete(id)
            }
        }
        guard case .failure(let refusal) = result else { return nil }
        return "\(refusal)"
    }

    func pause() async throws(Failure) -> Timestamp {
        try asking { () throws(StoreError) in try store.pause(at: .now()) }
    }

    func resume() async throws(Failure) -> Bool {
        try asking { () throws(StoreError) in try store.resume() }
    }

    func destinations() async throws(Failure) -> [DestinationStatus] {
        try asking { () throws(StoreError) in try store.destinations() }
    }

    func hold(_ destination: Destination, isForced: Bool) async throws(Failure) -> HoldAnswer {
        try asking { () throws(StoreError) in
            if !isForced, try !store.knows(destination) { return .unknown }
            return try store.hold(destination, at: .now()) ? .held : .heldAlready
        }
    }

    func release(_ destination: Destination) async throws(Failure) -> ReleaseAnswer {
        try asking { () throws(StoreError) in
            if let jobs = try store.release(destination) { return .released(jobs: jobs) }
            return try store.knows(destination) ? .notHeld : .unknown
        }
    }

    func enqueue(_ tasks: [TaskRequest]) async throws(Failure) -> [EnqueueAnswer] {
        let now = Timestamp.now()
        let jobs = tasks.map { task in
            Result { () throws(Problem) in
                try task.job(at: now, after: settings.scheduleInterval, settings.destinations)
            }
        }
        let valid = jobs.compactMap { if case .success(let job) = $0 { job } else { nil } }
        let enqueued = try asking { () throws(StoreError) in
            try store.enqueue(valid, liveLimit: settings.liveLimit, maxBytes: settings.maxBytes)
        }
        var rest = enqueued.makeIterator()
        return jobs.map { job in
            switch (job, job.isSuccess ? rest.next() : nil) {
            case (.success, .created(let job)): .created(job)
            case (.success, .existing(let job)): .existing(job)
            case (.success, .limitReached), (.success, nil):
                .refused("as many jobs are live as may be (RATE_LIMIT_MAX_SIMULTANEOUS_JOBS)")
            case (.failure(let problem), _): .refused(problem.detail)
            }
        }
    }

    func stats() async throws(Failure) -> StatsReport {
        let overview = try asking { () throws(StoreError) in try store.overview(at: .now()) }
        return StatsReport(
            stats: overview.stats, lastHour: overview.lastHour.total, closure: overview.closure, budgets: [],
            held: overview.held, databaseBytes: overview.fileBytes
        )
    }

    private func asking<Value>(_ verb: () throws(StoreError) -> Value) throws(Failure) -> Value {
        do {
            return try verb()
        } catch {
            throw Failure(error)
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
