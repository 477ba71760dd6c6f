import Prometheus

/// Everything that `/metrics` may tell. `docs/METRICS.md` says of each what to do with it.
enum MetricFamilies {
    static let all = jobs + deliveries + github + store + http + process

    private static let jobs: [Family] = [
        .gauge("hookme_jobs", by: ["state"], "Jobs in each state."),
        .gauge(
            "hookme_queue_age_seconds", "For how long the job that has been due for longest is due; 0 when none is."),
        .gauge("hookme_queue_paused", "1 while the queue is paused, so that no job is begun."),
        .counter(
            "hookme_attempts_total", by: ["stage", "result"],
            "Recorded attempts, by how far they came and how they ended."
        ),
        .histogram(
            "hookme_job_claim_delay_seconds", upTo: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600],
            "From when a job was due to its claim: what it waited for a worker, GitHub's gate or a held destination."
        ),
        .histogram(
            "hookme_job_latency_seconds", upTo: [0.1, 0.5, 1, 5, 10, 15, 30, 60, 300, 900, 3600, 21_600, 86_400],
            "From a task's acceptance to the receiver's 2xx."
        ),
        .gauge(
            "hookme_jobs_recovered", by: ["state"],
            "Jobs of a dead process that this start found, and their state since."),
        .gauge("hookme_workers", "Jobs that may run at once (WORKERS)."),
        .gauge("hookme_workers_busy", "Jobs that run now."),
    ]

    private static let deliveries: [Family] = [
        .counter(
            "hookme_deliveries_total", by: ["answer"], "Deliveries by the class of the answer, or by what came instead."
        ),
        .histogram(
            "hookme_delivery_seconds", upTo: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60],
            "From the connection to the receiver's answer, or to the end of the wait for one."
        ),
        .gauge(
            "hookme_destinations_held", "Destinations whose jobs wait, since it does not answer or somebody holds it."),
    ]

    private static let github: [Family] = [
        .counter(
            "hookme_github_requests_total", by: ["resource", "answer"],
            "Requests to GitHub by the budget they are taken from and the status, or what came instead of an answer."
        ),
        .counter(
            "hookme_github_pages_total", by: ["source"],
            "Pages of lists: kept from this collection, confirmed by a 304, or read."
        ),
        .counter("hookme_github_names_total", by: ["source"], "Names of users: kept, or read."),
        .gauge("hookme_github_budget_limit", by: ["resource"], "Requests, of GraphQL points, of one window."),
        .gauge("hookme_github_budget_remaining", by: ["resource"], "What is left of them, as the last answer said."),
        .gauge(
            "hookme_github_budget_reset_timestamp_seconds", by: ["resource"], "When the budget is whole again."),
        .gauge(
            "hookme_github_gate_closed", by: ["resource", "reason"],
            "1 while GitHub wants no request, since the budget is spent (primary), there were too many at once (secondary) or it refuses the credentials (unauthorized)."
        ),
        .gauge(
            "hookme_github_gate_closed_until_timestamp_seconds", by: ["resource"],
            "Until when the gate is closed; 0 while it is open."
        ),
    ]

    private static let store: [Family] = [
        .gauge(
            "hookme_store_up", "1 when the database answered this scrape, else 0 and nothing that it would have told."),
        .counter(
            "hookme_store_failures_total", by: ["error"],
            "Writes that were not done: the database was busy, the disk full, too much waited, or the file is broken."
        ),
        .counter(
            "hookme_store_busy_retries_total", "Waits of 10 ms for the lock, which another program held."),
        .histogram(
            "hookme_commit_batch_size", upTo: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096],
            "Writes that shared a commit."
        ),
        .histogram(
            "hookme_commit_seconds", upTo: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10],
            "A transaction from its begin to the end of its sync."
        ),
        .gauge("hookme_writes_waiting", "Writes that wait for the next commit."),
        .gauge("hookme_wal_bytes", "The length of the write-ahead log."),
    ]

    private static let http: [Family] = [
        .counter(
            "http_requests_total", by: ["route", "method", "status_code"], of: "hb.requests", "Answered requests."),
        .counter(
            "http_request_errors_total", by: ["route", "method", "type"], of: "hb.request.errors",
            "Requests whose handling ended with an error that nothing turned into an answer."
        ),
        .histogram(
            "http_request_duration_seconds", by: ["route", "method", "status_code"],
            upTo: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10],
            of: "http.server.request.duration", "From a request's head to the last byte of its answer."
        ),
        .counter(
            "hookme_http_refusals_total", by: ["type"],
            "Requests that were refused before any route saw them: malformed, too large, too slow, or one too many."
        ),
        .gauge("http_requests_active", by: ["method"], of: "http.server.active_requests", "Requests under way."),
    ]

    private static let process: [Family] = [
        .gauge("hookme_build_info", by: ["version"], "1, and the version that runs."),
        .gauge("process_start_time_seconds", "When the process began, since 1970."),
        .counter("process_cpu_seconds_total", "Processor time that the process used."),
        .gauge("process_resident_memory_bytes", "Memory of the process that is in RAM."),
        .gauge("process_open_fds", "File descriptors that are open."),
        .gauge("process_max_fds", "File descriptors that may be open."),
    ]
}
