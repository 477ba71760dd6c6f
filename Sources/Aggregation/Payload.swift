import GitHub
import Jobs

/// What a webhook receives: everything that was collected about one repository, and how complete it is.
///
/// The names of its keys are the wire's. A value that is not known is written as `null`.
struct Payload: Equatable, Sendable, Encodable {
    /// As the task wrote it, and so the repository's name.
    var user: String
    var repository: String
    /// Open issues, pull requests left out.
    var issues: [Issue]
    /// Most commits first.
    var contributors: [Contributor]
    var meta: Meta

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
        var commits: Int
    }

    struct Meta: Equatable, Sendable {
        var jobID: JobID
        var collectedAt: Timestamp
        /// False where `issues` is less than what GitHub has.
        var isIssuesComplete: Bool
        /// False where `contributors` is less than what GitHub has.
        var isContributorsComplete: Bool
        /// What this collection spent.
        var githubRequests: Int
        /// The number behind the name, where GitHub redirected an old name to it.
        var repositoryID: Int64?
        /// Why there is nothing at all.
        var error: Problem?
        /// Why there are no issues.
        var issuesError: Problem?
        /// Why there are no contributors.
        var contributorsError: Problem?
    }

    /// What GitHub answered instead of a list.
    struct Problem: Equatable, Sendable, Encodable {
        var status: Int
        var message: String
    }
}
