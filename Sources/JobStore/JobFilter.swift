package import Jobs

/// Which jobs a list is about: those that meet everything that is said here.
package struct JobFilter: Equatable, Sendable {
    package var state: JobState?
    /// Whose repository, in upper or lower case.
    package var username: String?
    /// One of the user's, in upper or lower case.
    package var repository: String?
    /// What last went wrong.
    package var errorClass: ErrorClass?
    /// Accepted at this moment or later.
    package var createdAfter: Timestamp?
    /// Accepted before this moment.
    package var createdBefore: Timestamp?

    package init(
        state: JobState? = nil, username: String? = nil, repository: String? = nil, errorClass: ErrorClass? = nil,
        createdAfter: Timestamp? = nil, createdBefore: Timestamp? = nil
    ) {
        self.state = state
        self.username = username
        self.repository = repository
        self.errorClass = errorClass
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
    }
}

/// A part of a list of jobs, the newest first.
package struct JobPage: Equatable, Sendable {
    package var jobs: [Job]
    /// Where the next part goes on: before this job. Nil when there is nothing more.
    package var next: JobID?

    package init(jobs: [Job], next: JobID?) {
        self.jobs = jobs
        self.next = next
    }
}

/// How many jobs meet a filter.
package struct JobCount: Equatable, Sendable {
    package var jobs: Int
    /// False: so many at least, since not all were looked at.
    package var isWhole: Bool

    package init(jobs: Int, isWhole: Bool) {
        self.jobs = jobs
        self.isWhole = isWhole
    }
}
