package import GitHub
package import Jobs

/// Collects what GitHub knows about a job's repository, and freezes it.
package struct Aggregator: Sendable {
    private let github: GitHubClient
    private let now: WallClock

    package init(github: GitHubClient, now: @escaping WallClock) {
        self.github = github
        self.now = now
    }

    /// Reads issues, contributors and their names, one request after another, and returns the finished bytes.
    ///
    /// A repository that GitHub does not have or may not show is collected too: as empty lists with the reason beside them,
    /// so that the receiver hears of it. Everything else that goes wrong is thrown; no list is ever silently short.
    ///
    /// - Parameter meter: counts the requests, also when this throws.
    package func collect(for job: Job, meter: RequestMeter) async throws(GitHubError) -> FrozenPayload {
        try await payload(for: job, meter).frozen()
    }

    func payload(for job: Job, _ meter: RequestMeter) async throws(GitHubError) -> Payload {
        var payload = Payload(job)
        do {
            try await collectIssues(of: job.name, into: &payload, meter)
            try await collectContributors(to: job.name, into: &payload, meter)
        } catch .unavailable(let status, let message) {
            payload = Payload(job, without: Payload.Problem(status: status, message: message))
        }
        payload.meta.collectedAt = now()
        payload.meta.githubRequests = meter.count
        return payload
    }

    private func collectIssues(
        of name: RepositoryName, into payload: inout Payload, _ meter: RequestMeter
    ) async throws(GitHubError) {
        do {
            let list = try await github.issues(of: name, meter: meter)
            payload.issues = list.items.filter { !$0.isPullRequest }.map(Payload.Issue.init)
            payload.meta.isIssuesComplete = list.isComplete
            payload.meta.repositoryID = list.repositoryID
        } catch .issuesDisabled(let message) {
            payload.meta.isIssuesComplete = false
            payload.meta.issuesError = Payload.Problem(status: 410, message: message)
        }
    }

    private func collectContributors(
        to name: RepositoryName, into payload: inout Payload, _ meter: RequestMeter
    ) async throws(GitHubError) {
        do {
            let list = try await github.contributors(to: name, meter: meter)
            payload.meta.isContributorsComplete = list.isComplete
            payload.meta.repositoryID = payload.meta.repositoryID ?? list.repositoryID
            for contributor in list.items {
                let name = try await self.name(of: contributor, meter)
                payload.contributors.append(Payload.Contributor(contributor, name: name))
            }
        } catch .listTooLarge(let message) {
            payload.meta.isContributorsComplete = false
            payload.meta.contributorsError = Payload.Problem(status: 403, message: message)
        }
    }

    /// What a contributor is called; nil for bots, for organisations, for users who do not say and for those who are gone.
    ///
    /// Any other answer fails the collection: a name that could not be read must not look like one that is not there.
    private func name(
        of contributor: ListedContributor, _ meter: RequestMeter
    ) async throws(GitHubError) -> String? {
        guard let login = contributor.login else { return contributor.name }
        guard contributor.type == "User" else { return nil }
        do {
            return try await github.user(login, meter: meter).name
        } catch .unavailable {
            return nil
        }
    }
}
