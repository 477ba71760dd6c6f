import Foundation
import GitHub
import Jobs

extension Payload {
    /// Writes the payload once and for all. Equal payloads give equal bytes: keys are sorted, and nothing is left to chance.
    func frozen() throws(GitHubError) -> FrozenPayload {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let body = try encoder.encode(self)
            return FrozenPayload(body: String(decoding: body, as: UTF8.self), collectedAt: meta.collectedAt)
        } catch {
            // Only a number that JSON does not have could be in the way, and what comes from JSON has none.
            throw .answer("a value that cannot be written as JSON")
        }
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
        try object.encode(isIssuesComplete, forKey: .isIssuesComplete)
        try object.encode(isContributorsComplete, forKey: .isContributorsComplete)
        try object.encode(githubRequests, forKey: .githubRequests)
        try object.encodeIfPresent(repositoryID, forKey: .repositoryID)
        try object.encodeIfPresent(error, forKey: .error)
        try object.encodeIfPresent(issuesError, forKey: .issuesError)
        try object.encodeIfPresent(contributorsError, forKey: .contributorsError)
    }
}
