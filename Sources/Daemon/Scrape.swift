import GitHub
import JobStore
import Jobs
import Prometheus
import Workers

/// What `GET /metrics` answers: what was counted so far, and how everything stands at this moment.
///
/// Costs the same however many jobs there are.
struct Scrape: Sendable {
    let registry: Registry
    let store: SQLiteStore
    let github: GitHubClient
    let dispatcher: Dispatcher
    let workers: Int
    let recovery: Recovery
    let startedAt: Timestamp
    let now: WallClock

    func exposition() async -> (text: String, contentType: String) {
        let exposition = registry.exposition(adding: await samples())
        return (exposition.text, Exposition.contentType)
    }

    /// The same in one line, for `systemctl status`. Nil while the database does not answer.
    func statusLine() async -> String? {
        do {
            return StatusLine.text(try await store.vitals(), closure: github.closure(at: now()))
        } catch {
            return nil
        }
    }

    private func samples() async -> [Sample] {
        let moment = now()
        return await ofStore(at: moment) + ofWorkers + ofGitHub(at: moment) + ofProcess
    }

    private func ofStore(at moment: Timestamp) async -> [Sample] {
        var samples = [Sample("hookme_writes_waiting", store.writesWaiting)]
        if let bytes = store.walBytes { samples.append(Sample("hookme_wal_bytes", bytes)) }
        do {
            let vitals = try await store.vitals()
            samples += JobState.allCases.map { state in
                Sample("hookme_jobs", vitals.jobs[state] ?? 0, [("state", state.rawValue)])
            }
            let age = vitals.dueSince.map { max(0, (moment - $0).count) } ?? 0
            samples.append(Sample("hookme_queue_age_seconds", Double(age) / 1000))
            samples.append(Sample("hookme_destinations_held", vitals.heldDestinations))
            samples.append(Sample("hookme_queue_paused", vitals.pausedAt == nil ? 0 : 1))
            samples.append(Sample("hookme_store_up", 1))
        } catch {
            samples.append(Sample("hookme_store_up", 0))
        }
        return samples
    }

    private var ofWorkers: [Sample] {
        [
            Sample("hookme_workers", workers), Sample("hookme_workers_busy", dispatcher.busyWorkers),
            Sample("hookme_jobs_recovered", recovery.queued.count, [("state", "queued")]),
            Sample("hookme_jobs_recovered", recovery.discarded.count, [("state", "discarded")]),
        ]
    }

    private func ofGitHub(at moment: Timestamp) -> [Sample] {
        github.budgets(at: moment).flatMap { budget in
            let resource = ("resource", budget.resource)
            var samples = GateState.Reason.allCases.map { reason in
                let isClosed = budget.closure?.reason == reason
                return Sample("hookme_github_gate_closed", isClosed ? 1 : 0, [resource, ("reason", reason.rawValue)])
            }
            let until = budget.closure?.until.secondsSinceEpoch ?? 0
            samples.append(Sample("hookme_github_gate_closed_until_timestamp_seconds", until, [resource]))
            // Nothing is known of a budget before GitHub's first answer.
            if let limit = budget.limit { samples.append(Sample("hookme_github_budget_limit", limit, [resource])) }
            if let left = budget.remaining {
                samples.append(Sample("hookme_github_budget_remaining", left, [resource]))
            }
            if let reset = budget.resetAt?.secondsSinceEpoch {
                samples.append(Sample("hookme_github_budget_reset_timestamp_seconds", reset, [resource]))
            }
            return samples
        }
    }

    private var ofProcess: [Sample] {
        [
            Sample("hookme_build_info", 1, [("version", Hookme.version)]),
            Sample("process_start_time_seconds", startedAt.secondsSinceEpoch),
        ] + ProcessUsage.samples
    }
}

extension Timestamp {
    fileprivate var secondsSinceEpoch: Double {
        Double(millisecondsSinceEpoch) / 1000
    }
}
