package import GitHub
package import Jobs

/// Collects what GitHub knows about a job's repository, and freezes it.
package struct Aggregator: Sendable {
    private let github: GitHubClient
    private let limits: CollectionLimits
    private let now: WallClock

    package init(github: GitHubClient, limits: CollectionLimits = CollectionLimits(), now: @escaping WallClock) {
        self.github = github
        self.limits = limits
        self.now = now
    }

    /// Reads issues, contributors and their names, one page after another, and returns the finished bytes.
    ///
    /// An attempt after one that was interrupted goes on where that one stopped: what GitHub said since the collection began
    /// is not asked for again. A repository that GitHub does not have or may not show is collected too: as empty lists with
    /// the reason beside them, so that the receiver hears of it. Everything else that goes wrong is thrown; no list is ever
    /// silently short.
    ///
    /// - Parameter meter: counts this attempt's requests, also when this throws, and knows what earlier ones spent.
    package func collect(
        for job: Job, meter: RequestMeter
    ) async throws(GitHubError) -> FrozenPayload {
        let reading = Reading(since: job.collectingSince ?? now(), meter: meter)
        var draft = PayloadDraft(job, since: reading.since, limits: limits)
        do {
            // Where no list is asked for, none tells that the repository is not there.
            if limits.wantNothing { try await github.confirm(job.name, for: reading) }
            try await collectIssues(of: job.name, into: &draft, reading)
            try await collectContributors(to: job.name, into: &draft, reading)
        } catch .unavailable(let status, let message) {
            try await confirm(status, of: job.name, reading)
            draft = draft.without(Payload.Problem(status: status, message: message))
        }
        draft.meta.collectedAt = now()
        draft.meta.githubRequests = meter.spentBefore + meter.count
        return try draft.frozen()
    }

    private func collectIssues(
        of name: RepositoryName, into draft: inout PayloadDraft, _ reading: Reading
    ) async throws(GitHubError) {
        do {
            var list = try github.issues(of: name, for: reading)
            while draft.hasRoomForIssues, let page = try await list.next() {
                try draft.add(page)
            }
            draft.meta.isIssuesComplete = list.isAtEnd && draft.hasAllIssues
            draft.meta.repositoryID = list.repositoryID
        } catch .issuesDisabled(let message) {
            draft.meta.isIssuesComplete = false
            draft.meta.issuesError = Payload.Problem(status: 410, message: message)
        }
    }

    private func collectContributors(
        to name: RepositoryName, into draft: inout PayloadDraft, _ reading: Reading
    ) async throws(GitHubError) {
        do {
            var list = try github.contributors(to: name, for: reading)
            while draft.hasRoomForContributors, let page = try await list.next() {
                let wanted = draft.wanted(of: page)
                try draft.add(wanted, try await github.names(of: wanted, for: reading))
            }
            draft.meta.isContributorsComplete = list.isAtEnd && draft.hasAllContributors
            draft.meta.repositoryID = draft.meta.repositoryID ?? list.repositoryID
        } catch .listTooLarge(let message) {
            draft.meta.isContributorsComplete = false
            draft.meta.contributorsError = Payload.Problem(status: 403, message: message)
        }
    }

    /// Asks for the repository itself before it is reported as missing: a list may be missing for another reason, and only
    /// for a moment.
    private func confirm(_ status: Int, of name: RepositoryName, _ reading: Reading) async throws(GitHubError) {
        do {
            try await github.confirm(name, for: reading)
        } catch .unavailable {
            return
        }
        throw .answer("\(status) for a list of a repository that is there")
    }
}
