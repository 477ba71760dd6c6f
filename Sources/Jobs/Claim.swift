/// The right to run one attempt of a job.
///
/// Every transition out of `running` names the job, the attempt and the token. A transition that finds another attempt or
/// token in the database changes nothing: the claim is lost, and so is what its attempt wanted to record.
package struct Claim: Equatable, Sendable {
    /// The job as it stands while the attempt runs: `running`, with this attempt counted in `attempts`.
    package var job: Job
    /// Drawn at random by the store for this one claim.
    package var token: String
    package var claimedAt: Timestamp
    /// Its destination is held, and this job is to find out whether it answers again.
    package var isProbe: Bool

    package init(job: Job, token: String, claimedAt: Timestamp, isProbe: Bool = false) {
        self.job = job
        self.token = token
        self.claimedAt = claimedAt
        self.isProbe = isProbe
    }
}
