/// For how long what is finished is kept, counted from when it finished.
package struct Retention: Equatable, Sendable {
    /// Of a job's payload, so that it can be delivered again. Nil: for as long as the job.
    package var payloads: Milliseconds?
    /// Of jobs, with their attempts, by their final state. Those of a state that is not in it are kept for ever.
    package var jobs: [JobState: Milliseconds]

    package init(payloads: Milliseconds? = nil, jobs: [JobState: Milliseconds] = [:]) {
        self.payloads = payloads
        self.jobs = jobs
    }

    /// Nil: everything is kept for ever.
    package var shortest: Milliseconds? {
        (jobs.values + [payloads].compactMap(\.self)).min()
    }
}
