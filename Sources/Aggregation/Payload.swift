import GitHub
import Jobs

/// What a webhook receives: everything that was collected about one repository, and how complete it is.
///
/// ```json
/// {"contributors": […], "issues": […], "meta": {…}, "repository": "Hello-World", "user": "octocat"}
/// ```
/// The names of its keys are the wire's. A value that is not known is written as `null`, unless it says otherwise.
enum Payload {
    /// An open issue.
    struct Issue: Equatable, Sendable {
        var title: String
        /// A login.
        var author: String?
        /// GitHub's own, unchanged.
        var labels: [JSONValue]
    }

    struct Contributor: Equatable, Sendable {
        var name: String?
        /// A login.
        var user: String?
        var commits: Int64
    }

    struct Meta: Equatable, Sendable {
        var jobID: JobID
        /// When the collection was finished.
        var collectedAt: Timestamp
        /// When it began: what is in it is no older.
        var collectingSince: Timestamp
        /// False where `issues` is less than what GitHub has.
        var isIssuesComplete = true
        /// False where `contributors` is less than what GitHub has.
        var isContributorsComplete = true
        /// What this collection spent, in all its attempts.
        var githubRequests = 0
        /// The number behind the name, where GitHub redirected an old name to it. Left out elsewhere.
        var repositoryID: Int64?
        /// Why there is nothing at all. Left out where there is something.
        var error: Problem?
        /// Why there are no issues, or not all.
        var issuesError: Problem?
        /// Why there are no contributors, or not all.
        var contributorsError: Problem?
    }

    /// What GitHub answered instead of a list.
    struct Problem: Equatable, Sendable, Encodable {
        var status: Int
        var message: String
    }
}

// `encode` and not `encodeIfPresent` where null is to be written.

extension Payload.Issue: Encodable {
    private enum CodingKeys: CodingKey {
        case title
        case author
        case labels
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(title, forKey: .title)
        try object.encode(author, forKey: .author)
        try object.encode(labels, forKey: .labels)
    }
}

extension Payload.Contributor: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name
        case user
        case commits = "qtd_commits"
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(name, forKey: .name)
        try object.encode(user, forKey: .user)
        try object.encode(commits, forKey: .commits)
    }
}

extension Payload.Meta: Encodable {
    private enum CodingKeys: String, CodingKey {
        case jobID = "job_id"
        case collectedAt = "collected_at"
        case collectingSince = "collecting_since"
        case isIssuesComplete = "issues_complete"
        case isContributorsComplete = "contributors_complete"
        case githubRequests = "github_requests"
        case repositoryID = "repository_id"
        case error
        case issuesError = "issues_error"
        case contributorsError = "contributors_error"
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(jobID.number, forKey: .jobID)
        try object.encode(collectedAt.iso8601, forKey: .collectedAt)
        try object.encode(collectingSince.iso8601, forKey: .collectingSince)
        try object.encode(isIssuesComplete, forKey: .isIssuesComplete)
        try object.encode(isContributorsComplete, forKey: .isContributorsComplete)
        try object.encode(githubRequests, forKey: .githubRequests)
        try object.encodeIfPresent(repositoryID, forKey: .repositoryID)
        try object.encodeIfPresent(error, forKey: .error)
        try object.encodeIfPresent(issuesError, forKey: .issuesError)
        try object.encodeIfPresent(contributorsError, forKey: .contributorsError)
    }
}
