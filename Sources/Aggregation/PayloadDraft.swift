import Foundation
import GitHub
import Jobs

/// A payload while it is being collected: bytes already, page after page, so that a large repository takes no more memory than
/// its payload does.
struct PayloadDraft {
    private let job: Job
    private var issues: ListWriter
    private var contributors: ListWriter
    /// What was added. Pages that are read hours apart overlap where something was opened in between.
    private var issueNumbers: Set<Int64> = []
    private var logins: Set<String> = []
    var meta: Payload.Meta

    /// - Parameter since: when the collection began.
    init(_ job: Job, since: Timestamp, limits: CollectionLimits) {
        self.job = job
        issues = ListWriter(maxCount: limits.maxIssues, maxBytes: limits.maxIssueBytes)
        contributors = ListWriter(maxCount: limits.maxContributors, maxBytes: limits.maxContributorBytes)
        meta = Payload.Meta(jobID: job.id, collectedAt: since, collectingSince: since)
    }

    /// What a receiver gets of a repository that GitHub does not have (404) or may not show (451).
    func without(_ problem: Payload.Problem) -> PayloadDraft {
        var draft = PayloadDraft(job, since: meta.collectingSince, limits: CollectionLimits())
        draft.meta.isIssuesComplete = false
        draft.meta.isContributorsComplete = false
        draft.meta.error = problem
        return draft
    }

    var hasRoomForIssues: Bool { issues.hasRoom }
    var hasRoomForContributors: Bool { contributors.hasRoom }
    var hasAllIssues: Bool { !issues.isCut }
    var hasAllContributors: Bool { !contributors.isCut }

    /// Leaves pull requests out.
    mutating func add(_ page: [ListedIssue]) throws(GitHubError) {
        let new = page.filter { !$0.isPullRequest && issueNumbers.insert($0.number).inserted }
        try issues.add(new.map { Payload.Issue(title: $0.title, author: $0.author, labels: $0.labels) })
    }

    /// Those of a page who are not in it already, and no more than there is room for: nobody else's name is needed.
    mutating func wanted(of page: [ListedContributor]) -> [ListedContributor] {
        let new = page.filter { contributor in
            contributor.login.map { logins.insert($0.lowercased()).inserted } ?? true
        }
        if new.count > contributors.room { contributors.cut() }
        return Array(new.prefix(contributors.room))
    }

    /// - Parameters:
    ///   - wanted: what ``wanted(of:)`` returned.
    ///   - names: by login in lower case.
    mutating func add(_ wanted: [ListedContributor], _ names: [String: String?]) throws(GitHubError) {
        try contributors.add(
            wanted.map { contributor in
                let name = contributor.login.map { names[$0.lowercased()] ?? nil } ?? contributor.name
                return Payload.Contributor(name: name, user: contributor.login, commits: contributor.contributions)
            }
        )
    }

    /// Writes the payload once and for all.
    consuming func frozen() throws(GitHubError) -> FrozenPayload {
        let encoder = JSONEncoder.ofPayloads
        let parts: [any Sequence<UInt8>] = [
            #"{"contributors":["#.utf8, contributors.bytes,
            #"],"issues":["#.utf8, issues.bytes,
            #"],"meta":"#.utf8, try encoder.json(of: meta),
            #","repository":"#.utf8, try encoder.json(of: job.name.repository),
            #","user":"#.utf8, try encoder.json(of: job.name.username),
            "}".utf8,
        ]
        var body: [UInt8] = []
        body.reserveCapacity(contributors.bytes.count + issues.bytes.count + 4096)
        for part in parts { body.append(contentsOf: part) }
        return FrozenPayload(body: String(decoding: body, as: UTF8.self), collectedAt: meta.collectedAt)
    }
}
