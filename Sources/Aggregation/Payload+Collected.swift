import GitHub
import Jobs

extension Payload {
    /// What is known before the first request: the names, and that nothing is missing yet.
    init(_ job: Job) {
        user = job.name.username
        repository = job.name.repository
        issues = []
        contributors = []
        meta = Meta(
            jobID: job.id, collectedAt: job.createdAt, isIssuesComplete: true, isContributorsComplete: true,
            githubRequests: 0
        )
    }

    /// What a receiver gets of a repository that GitHub does not have (404) or may not show (451).
    init(_ job: Job, without problem: Problem) {
        self.init(job)
        meta.isIssuesComplete = false
        meta.isContributorsComplete = false
        meta.error = problem
    }
}

extension Payload.Issue {
    init(_ issue: ListedIssue) {
        self.init(title: issue.title, author: issue.author, labels: issue.labels)
    }
}

extension Payload.Contributor {
    init(_ contributor: ListedContributor, name: String?) {
        self.init(name: name, user: contributor.login, commits: contributor.contributions)
    }
}
